"""Whatever boto3 raises is one sentence with a remedy, and holds no secret."""

from __future__ import annotations

import traceback

import pytest
import urllib3.exceptions
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.aws.errors import translated
from bks_tui.aws.explanations import Stage
from bks_tui.core.errors import (
    AwsError,
    DeniedError,
    ExpiredError,
    NoCredentialsError,
    NotFoundError,
    ServerError,
    ServiceError,
    ThrottledError,
    UnreachableError,
)

URL = "https://ana:hunter2@iam.example.com:8443/path"


def translation(error: Exception, profile: str | None = "work", stage: Stage = Stage.CALL) -> AwsError:
    """What `error` becomes when iam:ListUsers raises it, or what comes before that."""
    with pytest.raises(AwsError) as raised, translated("iam:ListUsers", profile, stage):
        raise error
    return raised.value


def answered(code: str, message: str = "", operation: str = "ListUsers") -> boto.ClientError:
    """An error that AWS answered."""
    return boto.ClientError({"Error": {"Code": code, "Message": message}}, operation)


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        ("ExpiredToken", ExpiredError, "the AWS credentials of the profile work have expired"),
        ("ExpiredTokenException", ExpiredError, "the AWS credentials of the profile work have expired"),
        (
            "InvalidClientTokenId",
            NoCredentialsError,
            "AWS does not know the credentials of the profile work (InvalidClientTokenId)",
        ),
        (
            "UnrecognizedClientException",
            NoCredentialsError,
            "AWS does not know the credentials of the profile work (UnrecognizedClientException)",
        ),
        (
            "SignatureDoesNotMatch",
            NoCredentialsError,
            "AWS refused the signature of the request (SignatureDoesNotMatch)",
        ),
        ("AccessDenied", DeniedError, "AWS denied iam:ListUsers: words of AWS"),
        ("AccessDeniedException", DeniedError, "AWS denied iam:ListUsers: words of AWS"),
        ("UnauthorizedOperation", DeniedError, "AWS denied iam:ListUsers: words of AWS"),
        ("Throttling", ThrottledError, "AWS throttled iam:ListUsers for too long"),
        ("ThrottlingException", ThrottledError, "AWS throttled iam:ListUsers for too long"),
        ("TooManyRequestsException", ThrottledError, "AWS throttled iam:ListUsers for too long"),
        ("RequestLimitExceeded", ThrottledError, "AWS throttled iam:ListUsers for too long"),
        ("NoSuchEntity", NotFoundError, "iam:ListUsers: words of AWS"),
        ("ServiceFailure", ServiceError, "iam:ListUsers failed with ServiceFailure: words of AWS"),
    ],
)
def test_an_error_of_aws_is_a_sentence(code: str, kind: type[AwsError], sentence: str) -> None:
    error = translation(answered(code, "words of AWS"))
    assert (type(error), str(error), error.operation) == (kind, sentence, "iam:ListUsers")


def test_a_page_of_a_proxy_is_not_repeated() -> None:
    error = translation(answered("502", "<!doctype html>\n<title>502 Bad Gateway</title>"))
    assert str(error) == "iam:ListUsers failed with 502: the answer is a page of HTML or XML, not a message of AWS"


@pytest.mark.parametrize(
    ("error", "kind", "sentence"),
    [
        (boto.NoCredentialsError(), NoCredentialsError, "no AWS credentials of the profile work were found"),
        (
            boto.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
            NoCredentialsError,
            "the AWS credentials of the profile work are incomplete: "
            "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
        ),
        (boto.UnauthorizedSSOTokenError(), ExpiredError, "the SSO sign-in of the profile work has expired"),
        (boto.SSOTokenLoadError(error_msg="x"), ExpiredError, "the SSO sign-in of the profile work has expired"),
        (
            boto.TokenRetrievalError(provider="sso", error_msg="x"),
            ExpiredError,
            "the SSO sign-in of the profile work has expired",
        ),
        (boto.LoginRefreshRequired(), ExpiredError, "the AWS sign-in of the profile work has expired"),
        (boto.RefreshWithMFAUnsupportedError(), ExpiredError, "the AWS session of the profile work has expired"),
        (
            boto.ConfigParseError(path="/home/ana/.aws/config"),
            NoCredentialsError,
            "your AWS configuration cannot be used: Unable to parse config file: /home/ana/.aws/config",
        ),
        (boto.EndpointConnectionError(endpoint_url=URL), UnreachableError, "no connection to iam.example.com"),
        (boto.ConnectionClosedError(endpoint_url=URL), UnreachableError, "no connection to iam.example.com"),
        (boto.ConnectTimeoutError(endpoint_url=URL), UnreachableError, "iam.example.com did not answer in time"),
        (boto.ReadTimeoutError(endpoint_url=URL), UnreachableError, "iam.example.com did not answer in time"),
        (boto.ProxyConnectionError(proxy_url=URL), UnreachableError, "the proxy iam.example.com could not be reached"),
        (
            boto.SSLError(endpoint_url=URL, error=OSError("hunter2")),
            UnreachableError,
            "the TLS certificate of iam.example.com could not be verified",
        ),
        (boto.HTTPClientError(error="x"), UnreachableError, "no connection to AWS"),
        (urllib3.exceptions.ProtocolError("x"), UnreachableError, "no connection to AWS"),
        (boto.InvalidRegionError(region_name="here!"), ServiceError, "the Region cannot be used: Provided region_name"),
        (boto.NoRegionError(), ServiceError, "the Region cannot be used: You must specify a region."),
        (ResponseParserError("x"), ServerError, "the answer to iam:ListUsers could not be understood"),
        (ValueError("Invalid timestamp"), ServerError, "the answer to iam:ListUsers could not be understood"),
        (
            boto.ParamValidationError(report="Unknown parameter"),
            ServiceError,
            "iam:ListUsers failed: Parameter validation failed",
        ),
    ],
)
def test_an_error_of_botocore_is_a_sentence(error: Exception, kind: type[AwsError], sentence: str) -> None:
    translated_error = translation(error)
    assert type(translated_error) is kind
    assert str(translated_error).startswith(sentence)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (boto.UnauthorizedSSOTokenError(), "Run 'aws sso login --profile work'."),
        (answered("ExpiredToken"), "Run 'aws sso login --profile work' or refresh your credentials."),
        (answered("AccessDenied"), "Allow iam:ListUsers for these credentials, or use others."),
        (answered("RequestTimeTooSkewed"), "Check the secret access key and the clock of this machine."),
        (
            boto.EndpointConnectionError(endpoint_url=URL),
            "Check the network, the Region, AWS_ENDPOINT_URL and the proxy settings.",
        ),
    ],
)
def test_an_error_says_what_to_do(error: Exception, remedy: str) -> None:
    assert translation(error).remedy == remedy


def test_without_a_profile_none_is_named() -> None:
    error = translation(boto.UnauthorizedSSOTokenError(), profile=None)
    assert (str(error), error.remedy) == ("the SSO sign-in has expired", "Run 'aws sso login'.")


@pytest.mark.parametrize(
    ("operation", "named"), [("AssumeRole", "sts:AssumeRole"), ("GetRoleCredentials", "sso:GetRoleCredentials")]
)
def test_a_call_that_botocore_made_for_credentials_is_named_as_what_it_is(operation: str, named: str) -> None:
    assert translation(answered("AccessDenied", operation=operation)).operation == named


@pytest.mark.parametrize(
    "error",
    [
        answered("SignatureDoesNotMatch", "The Canonical String should have been x-amz-security-token:hunter2"),
        boto.CredentialRetrievalError(provider="custom-process", error_msg="hunter2"),
        boto.EndpointConnectionError(endpoint_url=URL),
        boto.ConnectionClosedError(endpoint_url=URL),
        boto.ReadTimeoutError(endpoint_url=URL),
        boto.ProxyConnectionError(proxy_url=URL),
        boto.SSLError(endpoint_url=URL, error=OSError("hunter2")),
        boto.SSOTokenLoadError(error_msg="hunter2"),
    ],
)
def test_no_secret_is_repeated(error: Exception) -> None:
    translated_error = translation(error)
    assert "hunter2" not in "".join(traceback.format_exception(translated_error)) + translated_error.remedy


@given(message=st.text(), code=st.text())
def test_what_aws_says_is_one_clean_line(message: str, code: str) -> None:
    assert str(translation(answered(code, message))).isprintable()


def test_an_error_of_bks_itself_passes() -> None:
    with pytest.raises(TypeError), translated():
        raise TypeError("x")


@pytest.mark.parametrize(
    ("stage", "sentence", "remedy"),
    [
        (
            Stage.CONFIGURATION,
            "your AWS configuration cannot be used: a value in it is not valid",
            "Correct ~/.aws/config or ~/.aws/credentials.",
        ),
        (
            Stage.CREDENTIALS,
            "the provider of the AWS credentials of the profile work failed",
            "Run 'aws sts get-caller-identity --profile work' to see why.",
        ),
        (
            Stage.CLIENT,
            "AWS cannot be called with your configuration: a value in it is not valid",
            "Check AWS_ENDPOINT_URL, the Region and your AWS configuration.",
        ),
        (
            Stage.CALL,
            "the answer to iam:ListUsers could not be understood",
            "Check AWS_ENDPOINT_URL, and that no proxy answers instead of AWS.",
        ),
    ],
)
@pytest.mark.parametrize("error", [ValueError("hunter2"), KeyError("hunter2"), IndexError("hunter2")])
def test_a_bare_error_means_what_the_stage_was_about(
    error: Exception, stage: Stage, sentence: str, remedy: str
) -> None:
    translated_error = translation(error, stage=stage)
    assert (str(translated_error), translated_error.remedy) == (sentence, remedy)


def test_a_file_that_cannot_be_read_is_explained_without_its_name() -> None:
    error = translation(PermissionError(13, "Permission denied", "/home/hunter2"), stage=Stage.CONFIGURATION)
    assert str(error) == "your AWS configuration cannot be used: permission denied"


@pytest.mark.parametrize("stage", [Stage.CONFIGURATION, Stage.CREDENTIALS, Stage.CLIENT])
def test_what_botocore_says_before_a_call_comes_with_a_remedy(stage: Stage) -> None:
    error = boto.InvalidDefaultsMode(mode="foo", valid_modes="legacy, standard")
    assert translation(error, stage=stage).remedy


def test_a_sign_in_that_needs_more_than_is_installed_says_what() -> None:
    error = translation(boto.MissingDependencyException(msg="pip install botocore[crt]"), stage=Stage.CREDENTIALS)
    assert error.remedy == "Install bks-tui[login], or use another profile."
