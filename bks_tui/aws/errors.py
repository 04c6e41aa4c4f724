"""What boto3 raises, as one sentence and a remedy of `core.errors`: the only place that knows both.

AWS's own words are passed on where they help (BksError cleans them). They are left out where they
could carry a credential: AWS quotes the signed headers, the session token among them, when a
signature does not match, and a credential process may print anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

import urllib3.exceptions
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from bks_tui.aws.credentials.provider_errors import (
    MFA_REMEDY,
    bare_message,
    flaw_of_error,
    is_expiry,
    unusable_credentials,
)
from bks_tui.core.errors import (
    AwsError,
    BksError,
    ConflictError,
    DeniedError,
    ExpiredError,
    NoCredentialsError,
    NotFoundError,
    ServerError,
    ServiceError,
    ThrottledError,
    UnreachableError,
)

# What botocore raises bare: for a date that it cannot parse, a file that is not there, a field that is missing.
_BARE_ERRORS = (ValueError, OSError, LookupError)
_BOTO_ERRORS = (
    boto.BotoCoreError,
    boto.ClientError,
    ResponseParserError,
    urllib3.exceptions.HTTPError,
    *_BARE_ERRORS,
)


@dataclass(frozen=True)
class _Explanation:
    """What to raise and to say. The words may hold {operation}, {profile}, {host}, {code} and {message}.

    {profile} is " of the profile NAME", {option} " --profile NAME", or each nothing.
    """

    kind: type[AwsError]
    sentence: str
    remedy: str = ""


class Stage(Enum):
    """What boto3 was about: the same bare error means another thing in each."""

    CONFIGURATION = "reading the configuration"
    CREDENTIALS = "finding the credentials"
    CLIENT = "making a client"
    CALL = "calling"


_SIGN_IN = "Run 'aws sso login{option}', or renew them the way you got them."
_CHECK_NETWORK = "Check the network, the Region, AWS_ENDPOINT_URL and the proxy settings."
_CHECK_REGION = "Name another --region."
_EXPIRED = _Explanation(ExpiredError, "the AWS credentials{profile} have expired", _SIGN_IN)
_UNKNOWN_CREDENTIALS = _Explanation(
    NoCredentialsError,
    "AWS does not know the credentials{profile} ({code})",
    "They may be deleted, inactive, or of another partition: check them and the Region.",
)
_NOT_ENABLED = _Explanation(
    NoCredentialsError, "{operation} is not enabled for the account in this Region ({code})", "Name another --region."
)
_BAD_SIGNATURE = _Explanation(
    NoCredentialsError,
    "AWS refused the signature of the request ({code})",
    "Check that the secret key is right and that this machine's clock is.",
)
_DENIED = _Explanation(
    DeniedError, "AWS denied {operation}: {message}", "Allow {operation} for these credentials, or use others."
)
_THROTTLED = _Explanation(ThrottledError, "AWS throttled {operation} for too long", "Try again later.")
_NOT_FOUND = _Explanation(NotFoundError, "{operation}: {message}")
_CONFLICT = _Explanation(ConflictError, "{operation} failed with {code}: {message}")
_OTHER_CODE = _Explanation(ServiceError, "{operation} failed with {code}: {message}")
_SERVER_FAILED = _Explanation(ServerError, "{operation} failed with {code}: {message}")

_PROVIDER = _Explanation(
    NoCredentialsError,
    "the provider of the AWS credentials{profile} failed",
    "Run 'aws sts get-caller-identity{option}' to see why.",
)
_CONFIGURATION = _Explanation(
    NoCredentialsError,
    "your AWS configuration cannot be used: {message}",
    "Correct ~/.aws/config or ~/.aws/credentials.",
)
_NOT_UNDERSTOOD = _Explanation(
    ServerError,
    "the answer to {operation} could not be understood",
    "Check AWS_ENDPOINT_URL, and that no proxy answers in the place of AWS.",
)
_BY_STAGE = {
    Stage.CONFIGURATION: _CONFIGURATION,
    Stage.CREDENTIALS: _PROVIDER,
    Stage.CLIENT: _Explanation(
        ServiceError,
        "AWS cannot be asked as you configured it: {message}",
        "Check AWS_ENDPOINT_URL, the Region and your AWS configuration.",
    ),
    Stage.CALL: _NOT_UNDERSTOOD,
}

_BY_CODE: dict[str, _Explanation] = {
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "RequestExpired": _EXPIRED,
    "TokenRefreshRequired": _EXPIRED,
    "InvalidClientTokenId": _UNKNOWN_CREDENTIALS,
    "UnrecognizedClientException": _UNKNOWN_CREDENTIALS,
    "InvalidAccessKeyId": _UNKNOWN_CREDENTIALS,
    "AuthFailure": _UNKNOWN_CREDENTIALS,
    "OptInRequired": _NOT_ENABLED,
    "SignatureDoesNotMatch": _BAD_SIGNATURE,
    "InvalidSignatureException": _BAD_SIGNATURE,
    "IncompleteSignature": _BAD_SIGNATURE,
    "RequestTimeTooSkewed": _BAD_SIGNATURE,
    "AccessDenied": _DENIED,
    "AccessDeniedException": _DENIED,
    "AuthorizationError": _DENIED,
    "ForbiddenException": _DENIED,
    "NotAuthorized": _DENIED,
    "UnauthorizedOperation": _DENIED,
    # As botocore's retries know them, quota errors apart: those no waiting cures.
    "Throttling": _THROTTLED,
    "ThrottlingException": _THROTTLED,
    "ThrottledException": _THROTTLED,
    "RequestThrottled": _THROTTLED,
    "RequestThrottledException": _THROTTLED,
    "TooManyRequestsException": _THROTTLED,
    "RequestLimitExceeded": _THROTTLED,
    "BandwidthLimitExceeded": _THROTTLED,
    "PriorRequestNotComplete": _THROTTLED,
    "ProvisionedThroughputExceededException": _THROTTLED,
    "SlowDown": _THROTTLED,
    "NoSuchEntity": _NOT_FOUND,
    "NoSuchEntityException": _NOT_FOUND,
    "EntityAlreadyExists": _CONFLICT,
    "EntityAlreadyExistsException": _CONFLICT,
    "DuplicatePolicyException": _CONFLICT,
    "DuplicatePolicyAttachmentException": _CONFLICT,
}

# The first row that fits counts: the narrower types stand first.
_BY_TYPE: tuple[tuple[tuple[type[Exception], ...], _Explanation], ...] = (
    (
        (boto.NoCredentialsError, boto.NoAuthTokenError),
        _Explanation(
            NoCredentialsError,
            "no AWS credentials{profile} were found",
            "Sign in ('aws sso login', 'aws configure'), name a --profile, or look around with --demo.",
        ),
    ),
    (
        (boto.PartialCredentialsError,),
        _Explanation(
            NoCredentialsError,
            "the AWS credentials{profile} are incomplete: {message}",
            "Complete them in the environment or in your AWS configuration.",
        ),
    ),
    (
        (boto.LoginError,),
        _Explanation(ExpiredError, "the AWS sign-in{profile} has expired", "Run 'aws login{option}'."),
    ),
    (
        (boto.SSOError, boto.TokenRetrievalError),
        _Explanation(ExpiredError, "the SSO sign-in{profile} has expired", "Run 'aws sso login{option}'."),
    ),
    (
        (boto.RefreshWithMFAUnsupportedError,),
        _Explanation(ExpiredError, "the AWS session{profile} has expired", MFA_REMEDY),
    ),
    (
        (boto.MissingDependencyException,),
        _Explanation(
            NoCredentialsError,
            "the AWS credentials{profile} come from 'aws login', for which a part of bks is not installed",
            "Install bks-tui[login], or use another profile.",
        ),
    ),
    ((boto.CredentialRetrievalError, boto.MetadataRetrievalError), _PROVIDER),
    (
        (boto.ConfigParseError, boto.InvalidConfigError, boto.ConfigNotFound, boto.UnknownCredentialError),
        _CONFIGURATION,
    ),
    (
        (boto.InvalidRegionError, boto.BaseEndpointResolverError, boto.EndpointProviderError),
        _Explanation(ServiceError, "the Region cannot be used: {message}", _CHECK_REGION),
    ),
    (
        (boto.SSLError, urllib3.exceptions.SSLError),
        _Explanation(
            UnreachableError,
            "the TLS certificate of {host} could not be verified",
            "If a proxy inspects TLS here, set AWS_CA_BUNDLE to its certificates.",
        ),
    ),
    (
        (boto.ProxyConnectionError, urllib3.exceptions.ProxyError),
        _Explanation(
            UnreachableError, "the proxy {host} could not be reached", "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
        ),
    ),
    (
        (boto.ReadTimeoutError, boto.ConnectTimeoutError, urllib3.exceptions.TimeoutError),
        _Explanation(UnreachableError, "{host} did not answer in time", _CHECK_NETWORK),
    ),
    (
        (boto.HTTPClientError, boto.ConnectionError, urllib3.exceptions.HTTPError),
        _Explanation(UnreachableError, "no connection to {host}", _CHECK_NETWORK),
    ),
    ((ResponseParserError,), _NOT_UNDERSTOOD),
)
_OTHER_TYPE = _Explanation(ServiceError, "{operation} failed: {message}")
# From here on AWS itself failed, and may have done what it was asked for.
_FIRST_SERVER_STATUS = 500

# Calls that botocore makes by itself to get credentials, in the midst of another one.
_CREDENTIAL_CALLS = {
    "AssumeRole": "sts:AssumeRole",
    "AssumeRoleWithWebIdentity": "sts:AssumeRoleWithWebIdentity",
    "GetRoleCredentials": "sso:GetRoleCredentials",
}


@contextmanager
def translated(
    operation: str = "", profile: str | None = None, stage: Stage = Stage.CALL, provider: str | None = None
) -> Iterator[None]:
    """Raise what boto3 raises inside as an AwsError.

    `operation` is what was asked, `service:Action`; `profile` names the credentials, `provider` where they come
    from. What a provider returns is none of bks's doing: there every exception is one of its failures.
    """
    try:
        yield
    except _BOTO_ERRORS as error:
        # Without its cause: a traceback could show what the sentence leaves out.
        raise _translate(error, operation, profile, stage, provider) from None
    except AwsError as error:
        if error.operation or not operation:
            raise
        # Of the credentials, which were looked for or refreshed in the midst of a call.
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
        return _explained(_EXPIRED, operation, profile)
    known = (boto.BotoCoreError, boto.ClientError, urllib3.exceptions.HTTPError)
    if provider and (not isinstance(error, known) or isinstance(error, boto.ParamValidationError)):
        return unusable_credentials(provider, profile, flaw_of_error(error))
    if isinstance(error, boto.ClientError):
        answer = error.response.get("Error", {})
        code = answer.get("Code") or "an unknown error"
        operation = _CREDENTIAL_CALLS.get(error.operation_name, operation)
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        otherwise = _SERVER_FAILED if status >= _FIRST_SERVER_STATUS else _OTHER_CODE
        return _explained(_BY_CODE.get(code, otherwise), operation, profile, code, answer.get("Message") or code)
    is_bare = isinstance(error, _BARE_ERRORS) and not isinstance(error, boto.BotoCoreError)
    otherwise = _BY_STAGE[stage] if is_bare or stage is not Stage.CALL else _OTHER_TYPE
    explanation = next((row for types, row in _BY_TYPE if isinstance(error, types)), otherwise)
    message = bare_message(error) if is_bare else str(error)
    return _explained(explanation, operation, profile, message=message, host=_host(error))


def _explained(
    explanation: _Explanation, operation: str, profile: str | None, code: str = "", message: str = "", host: str = ""
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
    """Where the call went: the host alone, since a URL may hold a password."""
    words = getattr(error, "kwargs", {})
    return urlsplit(str(words.get("endpoint_url") or words.get("proxy_url") or "")).hostname or "AWS"
