"""The explanation of each botocore error: the type to raise, one sentence and a remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import urllib3.exceptions
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from bks_tui.aws.credentials.provider_errors import MFA_REMEDY
from bks_tui.core.account.account import THROTTLING_CODES
from bks_tui.core.errors import (
    AwsError,
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


@dataclass(frozen=True)
class Explanation:
    """The error type, the sentence and the remedy, with placeholders as in `errors._explained`.

    {profile} becomes " of the profile NAME" and {option} " --profile NAME", or both are empty.
    """

    kind: type[AwsError]
    sentence: str
    remedy: str = ""


class Stage(Enum):
    """What boto3 was doing. The meaning of a bare error depends on it."""

    CONFIGURATION = "reading the configuration"
    CREDENTIALS = "finding the credentials"
    CLIENT = "creating a client"
    CALL = "calling"


_SIGN_IN = "Run 'aws sso login{option}' or refresh your credentials."
_CHECK_NETWORK = "Check the network, the Region, AWS_ENDPOINT_URL and the proxy settings."
_CHECK_REGION = "Choose another --region."
EXPIRED = Explanation(ExpiredError, "the AWS credentials{profile} have expired", _SIGN_IN)
_UNKNOWN_CREDENTIALS = Explanation(
    NoCredentialsError,
    "AWS does not know the credentials{profile} ({code})",
    "They may be deleted, inactive, or of another partition: check them and the Region.",
)
_NOT_ENABLED = Explanation(
    NoCredentialsError, "{operation} is not enabled for the account in this Region ({code})", _CHECK_REGION
)
_BAD_SIGNATURE = Explanation(
    NoCredentialsError,
    "AWS refused the signature of the request ({code})",
    "Check the secret access key and the clock of this machine.",
)
_DENIED = Explanation(
    DeniedError, "AWS denied {operation}: {message}", "Allow {operation} for these credentials, or use others."
)
_THROTTLED = Explanation(ThrottledError, "AWS throttled {operation} for too long", "Try again later.")
_NOT_FOUND = Explanation(NotFoundError, "{operation}: {message}")
_CONFLICT = Explanation(ConflictError, "{operation} failed with {code}: {message}")
_OTHER_CODE = Explanation(ServiceError, "{operation} failed with {code}: {message}")
_SERVER_FAILED = Explanation(ServerError, "{operation} failed with {code}: {message}")

_PROVIDER = Explanation(
    NoCredentialsError,
    "the provider of the AWS credentials{profile} failed",
    "Run 'aws sts get-caller-identity{option}' to see why.",
)
_CONFIGURATION = Explanation(
    NoCredentialsError,
    "your AWS configuration cannot be used: {message}",
    "Correct ~/.aws/config or ~/.aws/credentials.",
)
_NOT_UNDERSTOOD = Explanation(
    ServerError,
    "the answer to {operation} could not be understood",
    "Check AWS_ENDPOINT_URL, and that no proxy answers instead of AWS.",
)
_BY_STAGE = {
    Stage.CONFIGURATION: _CONFIGURATION,
    Stage.CREDENTIALS: _PROVIDER,
    Stage.CLIENT: Explanation(
        ServiceError,
        "AWS cannot be called with your configuration: {message}",
        "Check AWS_ENDPOINT_URL, the Region and your AWS configuration.",
    ),
    Stage.CALL: _NOT_UNDERSTOOD,
}

_BY_CODE: dict[str, Explanation] = {
    "ExpiredToken": EXPIRED,
    "ExpiredTokenException": EXPIRED,
    "RequestExpired": EXPIRED,
    "TokenRefreshRequired": EXPIRED,
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
    **dict.fromkeys(THROTTLING_CODES, _THROTTLED),
    "NoSuchEntity": _NOT_FOUND,
    "NoSuchEntityException": _NOT_FOUND,
    "EntityNotFoundException": _NOT_FOUND,
    "AlreadyExistsException": _CONFLICT,
    "EntityAlreadyExists": _CONFLICT,
    "EntityAlreadyExistsException": _CONFLICT,
    "DuplicatePolicyException": _CONFLICT,
    "DuplicatePolicyAttachmentException": _CONFLICT,
}

# The first matching row counts, so narrower types come first.
_BY_TYPE: tuple[tuple[tuple[type[Exception], ...], Explanation], ...] = (
    (
        (boto.NoCredentialsError, boto.NoAuthTokenError),
        Explanation(
            NoCredentialsError,
            "no AWS credentials{profile} were found",
            "Sign in ('aws sso login', 'aws configure'), choose a --profile, or try --demo.",
        ),
    ),
    (
        (boto.PartialCredentialsError,),
        Explanation(
            NoCredentialsError,
            "the AWS credentials{profile} are incomplete: {message}",
            "Complete them in the environment or in your AWS configuration.",
        ),
    ),
    (
        (boto.LoginError,),
        Explanation(ExpiredError, "the AWS sign-in{profile} has expired", "Run 'aws login{option}'."),
    ),
    (
        (boto.SSOError, boto.TokenRetrievalError),
        Explanation(ExpiredError, "the SSO sign-in{profile} has expired", "Run 'aws sso login{option}'."),
    ),
    (
        (boto.RefreshWithMFAUnsupportedError,),
        Explanation(ExpiredError, "the AWS session{profile} has expired", MFA_REMEDY),
    ),
    (
        (boto.MissingDependencyException,),
        Explanation(
            NoCredentialsError,
            "the AWS credentials{profile} come from 'aws login', which needs an optional part of bks",
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
        Explanation(ServiceError, "the Region cannot be used: {message}", _CHECK_REGION),
    ),
    (
        (boto.SSLError, urllib3.exceptions.SSLError),
        Explanation(
            UnreachableError,
            "the TLS certificate of {host} could not be verified",
            "If a proxy inspects TLS here, set AWS_CA_BUNDLE to its certificates.",
        ),
    ),
    (
        (boto.ProxyConnectionError, urllib3.exceptions.ProxyError),
        Explanation(
            UnreachableError, "the proxy {host} could not be reached", "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY."
        ),
    ),
    (
        (boto.ReadTimeoutError, boto.ConnectTimeoutError, urllib3.exceptions.TimeoutError),
        Explanation(UnreachableError, "{host} did not answer in time", _CHECK_NETWORK),
    ),
    (
        (boto.HTTPClientError, boto.ConnectionError, urllib3.exceptions.HTTPError),
        Explanation(UnreachableError, "no connection to {host}", _CHECK_NETWORK),
    ),
    ((ResponseParserError,), _NOT_UNDERSTOOD),
)
_OTHER_TYPE = Explanation(ServiceError, "{operation} failed: {message}")
# From this status on AWS itself failed, and the call may have taken effect.
_FIRST_SERVER_STATUS = 500


def explanation_of_code(code: str, http_status: int) -> Explanation:
    """The explanation of an error code from AWS."""
    return _BY_CODE.get(code, _SERVER_FAILED if http_status >= _FIRST_SERVER_STATUS else _OTHER_CODE)


def explanation_of_type(error: Exception, stage: Stage, *, is_bare: bool) -> Explanation:
    """The explanation of an error that botocore raised itself. `is_bare`: a plain Python error."""
    otherwise = _BY_STAGE[stage] if is_bare or stage is not Stage.CALL else _OTHER_TYPE
    return next((row for types, row in _BY_TYPE if isinstance(error, types)), otherwise)
