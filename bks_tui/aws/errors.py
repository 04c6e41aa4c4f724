"""Translate what boto3 raises to the errors of `core.errors`: one sentence and a remedy.

Messages of AWS are passed on where they help (BksError cleans them), but not where they could contain
a credential: AWS quotes the signed headers, including the session token, when a signature does not
match, and a credential process may print anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import urllib3.exceptions
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from bks_tui.aws.credentials.provider_errors import bare_message, flaw_of_error, is_expiry, unusable_credentials
from bks_tui.aws.explanations import EXPIRED, Explanation, Stage, explanation_of_code, explanation_of_type
from bks_tui.core.errors import AwsError, BksError

_PAGE = "the answer is a page of HTML or XML, not a message of AWS"
# Plain Python errors of botocore: for an invalid date, a missing file or a missing field.
_BARE_ERRORS = (ValueError, OSError, LookupError)
_BOTO_ERRORS = (
    boto.BotoCoreError,
    boto.ClientError,
    ResponseParserError,
    urllib3.exceptions.HTTPError,
    *_BARE_ERRORS,
)

# Calls that botocore makes by itself to get credentials, during another one.
_CREDENTIAL_CALLS = {
    "AssumeRole": "sts:AssumeRole",
    "AssumeRoleWithWebIdentity": "sts:AssumeRoleWithWebIdentity",
    "GetRoleCredentials": "sso:GetRoleCredentials",
}


@contextmanager
def translated(
    operation: str = "", profile: str | None = None, stage: Stage = Stage.CALL, provider: str | None = None
) -> Iterator[None]:
    """Raise errors of boto3 inside the block as an AwsError.

    `operation` is `service:Action`; `profile` and `provider` are the source of the credentials. With a provider,
    every exception counts as its failure, since bks does not control what it returns.
    """
    try:
        yield
    except _BOTO_ERRORS as error:
        # Without its cause: a traceback could show what the sentence omits.
        raise _translate(error, operation, profile, stage, provider) from None
    except AwsError as error:
        if error.operation or not operation:
            raise
        # An error of the credentials, which were loaded or refreshed during a call.
        raise type(error)(str(error), error.remedy, operation) from None
    except BksError:
        raise
    except Exception as error:
        if provider is None and not is_expiry(error):
            raise
        raise _translate(error, operation, profile, stage, provider) from None


def _translate(
    error: Exception, operation: str, profile: str | None, stage: Stage, provider: str | None = None
) -> AwsError:
    if is_expiry(error) and provider is None:
        return _explained(EXPIRED, operation, profile)
    known = (boto.BotoCoreError, boto.ClientError, urllib3.exceptions.HTTPError)
    if provider and (not isinstance(error, known) or isinstance(error, boto.ParamValidationError)):
        return unusable_credentials(provider, profile, flaw_of_error(error))
    if isinstance(error, boto.ClientError):
        answer = error.response.get("Error", {})
        code = answer.get("Code") or "an unknown error"
        operation = _CREDENTIAL_CALLS.get(error.operation_name, operation)
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        message = answer.get("Message") or code
        # A proxy or load balancer answered.
        message = _PAGE if message.lstrip().startswith("<") else message
        return _explained(explanation_of_code(code, status), operation, profile, code, message)
    is_bare = isinstance(error, _BARE_ERRORS) and not isinstance(error, boto.BotoCoreError)
    explanation = explanation_of_type(error, stage, is_bare=is_bare)
    message = bare_message(error) if is_bare else str(error)
    return _explained(explanation, operation, profile, message=message, host=_host(error))


def _explained(
    explanation: Explanation, operation: str, profile: str | None, code: str = "", message: str = "", host: str = ""
) -> AwsError:
    words = {
        "operation": operation or "AWS",
        "profile": f" of the profile {profile}" if profile else "",
        "option": f" --profile {profile}" if profile else "",
        "code": code,
        "message": message,
        "host": host,
    }
    return explanation.kind(
        explanation.sentence.format_map(words), explanation.remedy.format_map(words), operation=operation
    )


def _host(error: Exception) -> str:
    """The host of the call only, since a URL may contain a password."""
    words = getattr(error, "kwargs", {})
    return urlsplit(str(words.get("endpoint_url") or words.get("proxy_url") or "")).hostname or "AWS"
