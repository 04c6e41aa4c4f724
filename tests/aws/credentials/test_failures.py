"""Whatever a provider of credentials returns is one sentence that names it, says what is wrong and how to renew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bks_tui.aws.credentials import process as credential_process
from bks_tui.aws.session import open_session
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import AwsError, ExpiredError, NoCredentialsError
from tests.support.credentials import printed
from tests.support.requests import catching

SECRET = "wholly+invented/secret"
PAST, FUTURE = "2020-01-01T00:00:00Z", "2199-01-01T00:00:00Z"
Prepare: TypeAlias = Callable[[Path, pytest.MonkeyPatch], None]


def failure(profile: str | None = None) -> AwsError:
    """The error when the session is opened and the caller identified."""
    with pytest.raises(AwsError) as raised:
        open_session(SessionChoice(profile=profile), catching([])).identify()
    error = raised.value
    assert SECRET not in str(error) + error.remedy
    assert str(error).isprintable()
    assert error.remedy
    return error


def credentials(**fields: Any) -> str:
    """What a credential process prints, with some fields changed; those that are ... are left out."""
    whole = {**json.loads(printed("ASIAINVENTED00000001")), "SecretAccessKey": SECRET, "Expiration": FUTURE, **fields}
    return json.dumps({name: value for name, value in whole.items() if value is not ...})


def keeps(home: Path, text: str) -> str:
    """A command that prints a text."""
    (home / "printed").write_text(text)
    return f"cat {home / 'printed'}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "printed nothing"),
        (f"Password: {SECRET}", "printed something that is not JSON"),
        pytest.param("[" * 100_000, "printed something that is not JSON", id="too deep"),
        ("[]", "printed JSON that is not an object"),
        ("null", "printed JSON that is not an object"),
        ("7", "printed JSON that is not an object"),
        (json.dumps(SECRET), "printed JSON that is not an object"),
        ("{}", "printed no credentials of Version 1"),
        (credentials(Version="1"), "printed no credentials of Version 1"),
        (credentials(AccessKeyId=...), "printed no AccessKeyId"),
        (credentials(SecretAccessKey=None), "printed no SecretAccessKey"),
        (credentials(AccessKeyId=7), "AccessKeyId is not text"),
        (credentials(SessionToken=[SECRET]), "SessionToken is not text"),
        (credentials(AccessKeyId="ASIA INVENTED"), "AccessKeyId contains a space"),
        (credentials(SecretAccessKey=f"{SECRET}\n"), "SecretAccessKey contains a space, a line break"),
        (credentials(Expiration=7), "Expiration is not text"),
        (credentials(Expiration=[]), "Expiration is not text"),
        (credentials(Expiration="2199-01-01T00:00:00"), "Expiration has no time zone"),
        (credentials(Expiration=SECRET), "Expiration is not a time"),
        (credentials(Expiration=""), "Expiration is not a time"),
        pytest.param("x" * 2_000_000, "printed more than 1,000,000 bytes", id="too much"),
    ],
)
def test_a_credential_process_that_prints_what_it_should_not(home: Path, text: str, message: str) -> None:
    (home / "config").write_text(f"[profile work]\ncredential_process = {keeps(home, text)}\n")
    error = failure("work")
    assert isinstance(error, NoCredentialsError)
    assert str(error).startswith(
        "the provider of the AWS credentials of the profile work failed: the credential_process"
    )
    assert message in str(error)
    assert error.remedy == "Run 'aws sts get-caller-identity --profile work' to see why."


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (f"sh -c 'echo {SECRET} >&2; exit 3'", "failed with exit code 3"),
        ("/nonexistent/tool", "could not be started: no such file or directory"),
        ("sh -c 'unclosed", "could not be started: the command is malformed"),
        ("sh -c 'kill -9 $$'", "failed with exit code -9"),
        ("sleep 600", "did not end within"),
        # What the program started holds its output open.
        ("sh -c 'sleep 600 & exit 0'", "did not end within"),
    ],
)
def test_a_credential_process_that_fails(
    home: Path, monkeypatch: pytest.MonkeyPatch, command: str, message: str
) -> None:
    monkeypatch.setattr(credential_process, "SECONDS", 1.0)
    (home / "config").write_text(f"[profile work]\ncredential_process = {command}\n")
    assert message in str(failure("work"))


def test_a_credential_process_of_expired_credentials(home: Path) -> None:
    (home / "config").write_text(f"[profile work]\ncredential_process = {keeps(home, credentials(Expiration=PAST))}\n")
    error = failure("work")
    assert isinstance(error, ExpiredError)
    assert str(error) == (
        "the AWS credentials of the profile work have expired: the credential_process: Expiration is in the past"
    )


def test_a_source_profile_is_named_where_its_process_fails(home: Path) -> None:
    (home / "config").write_text(
        "[profile audit]\nrole_arn = arn:aws:iam::111122223333:role/audit\nsource_profile = work\n"
        f"[profile work]\ncredential_process = {keeps(home, '[]')}\n"
    )
    assert "of the profile work failed" in str(failure("audit"))


KEYS = {"AWS_ACCESS_KEY_ID": "AKIAINVENTED00000001", "AWS_SECRET_ACCESS_KEY": SECRET}


@pytest.mark.parametrize(
    ("variables", "kind", "message"),
    [
        ({"AWS_ACCESS_KEY_ID": "AKIA INVENTED"}, NoCredentialsError, "AWS_ACCESS_KEY_ID contains a space"),
        (
            {"AWS_ACCESS_KEY_ID": "AKIAINVENTED\n"},
            NoCredentialsError,
            "AWS_ACCESS_KEY_ID contains a space, a line break",
        ),
        ({"AWS_SECRET_ACCESS_KEY": f" {SECRET}"}, NoCredentialsError, "AWS_SECRET_ACCESS_KEY contains a space"),
        ({"AWS_SECRET_ACCESS_KEY": f"{SECRET}\r\n"}, NoCredentialsError, "AWS_SECRET_ACCESS_KEY contains a space"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, NoCredentialsError, "missing: AWS_SECRET_ACCESS_KEY"),
        ({"AWS_SESSION_TOKEN": f"{SECRET}\n{SECRET}"}, NoCredentialsError, "AWS_SESSION_TOKEN contains a space"),
        ({"AWS_SESSION_TOKEN": "té"}, NoCredentialsError, "AWS_SESSION_TOKEN contains a space"),
        ({"AWS_CREDENTIAL_EXPIRATION": PAST}, ExpiredError, "AWS_CREDENTIAL_EXPIRATION is in the past"),
        ({"AWS_CREDENTIAL_EXPIRATION": "soon"}, NoCredentialsError, "AWS_CREDENTIAL_EXPIRATION is not a time"),
        ({"AWS_CREDENTIAL_EXPIRATION": "2199-01-01T00:00"}, NoCredentialsError, "has no time zone"),
        ({"AWS_CREDENTIAL_EXPIRATION": "99999999999999"}, NoCredentialsError, "AWS_CREDENTIAL_EXPIRATION"),
    ],
)
def test_credentials_of_the_environment_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], kind: type[AwsError], message: str
) -> None:
    for name, value in {**KEYS, **variables}.items():
        monkeypatch.setenv(name, value)
    error = failure()
    assert isinstance(error, kind)
    assert message in str(error)


SSO = """
[profile work]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = audit

[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start
"""


@pytest.mark.parametrize(
    "cached",
    [
        "",
        "not JSON",
        "[]",
        "null",
        "7",
        json.dumps({}),
        json.dumps({"accessToken": None, "expiresAt": None}),
        json.dumps({"accessToken": SECRET, "expiresAt": PAST}),
        json.dumps({"accessToken": SECRET, "expiresAt": "2199-01-01T00:00:00"}),
        json.dumps({"accessToken": SECRET, "expiresAt": 7}),
        json.dumps({"accessToken": SECRET, "expiresAt": []}),
        json.dumps({"accessToken": [SECRET], "expiresAt": FUTURE}),
        json.dumps({"accessToken": SECRET}),
    ],
)
def test_a_cached_sso_sign_in_that_cannot_be_used(home: Path, monkeypatch: pytest.MonkeyPatch, cached: str) -> None:
    (home / "config").write_text(SSO)
    cache = home / "sso"
    cache.mkdir()
    monkeypatch.setattr("botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR", str(cache))
    (cache / f"{hashlib.sha1(b'corp').hexdigest()}.json").write_text(cached)
    error = failure("work")
    assert "profile work" in str(error)
    assert error.remedy == "Run 'aws sso login --profile work'."


ROLE = """
[profile work]
role_arn = arn:aws:iam::111122223333:role/audit
source_profile = keys
role_session_name = ana

[profile keys]
aws_access_key_id = AKIAINVENTED00000001
aws_secret_access_key = invented
"""


def of_role(**fields: Any) -> str:
    whole = {
        "AccessKeyId": "ASIAINVENTED00000001",
        "SecretAccessKey": SECRET,
        "SessionToken": "invented",
        "Expiration": FUTURE,
        **fields,
    }
    return json.dumps({"Credentials": {name: value for name, value in whole.items() if value is not ...}})


@pytest.mark.parametrize(
    "cached",
    [
        "not JSON",
        "[]",
        "null",
        "7",
        json.dumps({}),
        json.dumps({"Credentials": None}),
        json.dumps({"Credentials": []}),
        of_role(AccessKeyId=None),
        of_role(SecretAccessKey=...),
        of_role(SecretAccessKey=[SECRET]),
        of_role(SessionToken=7),
        of_role(Expiration="2199-01-01T00:00:00"),
        of_role(Expiration=None),
        of_role(Expiration=7),
        of_role(Expiration="soon"),
    ],
)
def test_a_cached_session_of_a_role_that_cannot_be_used(home: Path, cached: str) -> None:
    keep_role(home, cached)
    error = failure("work")
    assert "of the profile work" in str(error)
    assert "~/.aws/cli/cache" in error.remedy


def test_a_cached_session_that_is_over_is_replaced(home: Path) -> None:
    keep_role(home, of_role(Expiration=PAST))
    assert open_session(SessionChoice(profile="work"), catching([])).identify().profile == "work"


def keep_role(home: Path, cached: str) -> None:
    """Keep a session of a role where the AWS CLI does."""
    (home / "config").write_text(ROLE)
    cache = home / ".aws" / "cli" / "cache"
    cache.mkdir(parents=True)
    arguments = {"RoleArn": "arn:aws:iam::111122223333:role/audit", "RoleSessionName": "ana"}
    name = hashlib.sha1(json.dumps(arguments, sort_keys=True).encode()).hexdigest()
    (cache / f"{name}.json").write_text(cached)


def unreadable(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


@pytest.mark.parametrize("name", ["config", "credentials"])
@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_text("[default\nregion"),
        lambda path: path.write_text("[default]\n[default]\n"),
        lambda path: path.write_text("[default]\nregion = a\nregion = b\n"),
        lambda path: path.write_text("region = a\n"),
        lambda path: path.write_bytes(b"\x00\xff\xfe\x80" * 50),
        unreadable,
    ],
)
def test_a_configuration_file_that_cannot_be_used(home: Path, name: str, write: Callable[[Path], object]) -> None:
    (home / "config").write_text("")
    write(home / name)
    error = failure()
    assert isinstance(error, NoCredentialsError)
    assert "your AWS configuration cannot be used" in str(error) or "credentials file" in str(error)


def test_an_empty_profile_of_the_environment_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "")
    assert str(failure()) == "AWS_PROFILE is empty: it names no profile"


def test_a_profile_of_the_environment_that_does_not_exist_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "wrok")
    assert str(failure()) == "your AWS configuration has no profile wrok (from AWS_PROFILE)"
