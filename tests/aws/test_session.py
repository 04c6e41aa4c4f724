"""Credentials and Region are those that the AWS CLI would use."""

from __future__ import annotations

import hashlib
import json
import traceback
from pathlib import Path

import pytest

from bks_tui.aws.session import open_session, profiles
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import ExpiredError, NoCredentialsError, ServiceError
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.wire.intercept import plug
from tests.support.requests import opened

CONFIG = """
[default]
region = eu-north-1

[profile work]
region = eu-west-1

[profile nowhere]

[profile role]
role_arn = arn:aws:iam::111122223333:role/audit
source_profile = work

[profile role-with-mfa]
role_arn = arn:aws:iam::111122223333:role/audit
source_profile = work
mfa_serial = arn:aws:iam::111122223333:mfa/ana

[profile lost-role]
role_arn = arn:aws:iam::111122223333:role/audit
source_profile = gone

[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = audit

[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start

[profile process]
credential_process = sh -c 'echo very-secret >&2; exit 3'

[profile no-process]
credential_process = /nonexistent/tool

[profile babbling-process]
credential_process = echo very-secret

[profile lost-token]
role_arn = arn:aws:iam::111122223333:role/audit
web_identity_token_file = /nonexistent/token
"""
CREDENTIALS = """
[default]
aws_access_key_id = AKIAOFDEFAULT
aws_secret_access_key = invented

[work]
aws_access_key_id = AKIAOFWORK
aws_secret_access_key = invented

[half]
aws_access_key_id = AKIAOFHALF
"""


@pytest.fixture(autouse=True)
def configuration(home: Path) -> None:
    """The configuration of a person with several profiles."""
    (home / "config").write_text(CONFIG)
    (home / "credentials").write_text(CREDENTIALS)


def set_variables(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    """Set the environment of the person."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


IN_ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "AKIAOFENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "invented"}


@pytest.mark.parametrize(
    ("chosen", "variables", "region"),
    [
        (SessionChoice(region="sa-east-1"), {"AWS_REGION": "us-west-2"}, "sa-east-1"),
        (SessionChoice(), {"AWS_REGION": "us-west-2", "AWS_DEFAULT_REGION": "us-west-1"}, "us-west-2"),
        (SessionChoice(), {"AWS_DEFAULT_REGION": "us-west-1"}, "us-west-1"),
        (SessionChoice(profile="work"), {"AWS_REGION": "us-west-2"}, "us-west-2"),
        (SessionChoice(profile="work"), {"AWS_PROFILE": "nowhere"}, "eu-west-1"),
        (SessionChoice(), {"AWS_PROFILE": "work"}, "eu-west-1"),
        (SessionChoice(), {}, "eu-north-1"),
        (SessionChoice(default_region="sa-east-1"), {}, "eu-north-1"),
        (SessionChoice(default_region="sa-east-1"), {"AWS_REGION": "us-west-2"}, "us-west-2"),
        (SessionChoice(profile="nowhere", default_region="sa-east-1"), {}, "sa-east-1"),
        (SessionChoice(profile="nowhere", region="us-west-2", default_region="sa-east-1"), {}, "us-west-2"),
    ],
)
def test_the_region_is_that_of_the_aws_cli(
    monkeypatch: pytest.MonkeyPatch, chosen: SessionChoice, variables: dict[str, str], region: str
) -> None:
    set_variables(monkeypatch, variables)
    session = open_session(chosen)
    assert (session.region, session.region_is_default) == (region, False)


@pytest.mark.parametrize("variables", [{}, {"AWS_REGION": ""}])
def test_where_no_region_is_chosen_there_is_one_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    set_variables(monkeypatch, variables)
    session = open_session(SessionChoice(profile="nowhere"))
    assert (session.region, session.region_is_default) == ("us-east-1", True)


@pytest.mark.parametrize(
    ("chosen", "variables", "profile", "access_key_id"),
    [
        (SessionChoice(), {}, None, "AKIAOFDEFAULT"),
        (SessionChoice(profile="work"), {}, "work", "AKIAOFWORK"),
        (SessionChoice(), {"AWS_PROFILE": "work"}, "work", "AKIAOFWORK"),
        (SessionChoice(), {"AWS_DEFAULT_PROFILE": "work"}, "work", "AKIAOFWORK"),
        (SessionChoice(), {"AWS_PROFILE": "work", "AWS_DEFAULT_PROFILE": "nowhere"}, "work", "AKIAOFWORK"),
        (SessionChoice(profile="work"), {"AWS_PROFILE": "nowhere"}, "work", "AKIAOFWORK"),
        (SessionChoice(profile="work"), IN_ENVIRONMENT, "work", "AKIAOFWORK"),
        (SessionChoice(), IN_ENVIRONMENT, None, "AKIAOFENVIRONMENT"),
        (SessionChoice(), {**IN_ENVIRONMENT, "AWS_PROFILE": "work"}, "work", "AKIAOFENVIRONMENT"),
        (SessionChoice(profile="role"), {}, "role", "ASIAOFTHEROLE"),
    ],
)
def test_the_credentials_are_those_of_the_aws_cli(
    monkeypatch: pytest.MonkeyPatch,
    chosen: SessionChoice,
    variables: dict[str, str],
    profile: str | None,
    access_key_id: str,
) -> None:
    set_variables(monkeypatch, variables)
    session, caught = opened(chosen)
    assert session.identify().profile == profile
    assert f"Credential={access_key_id}/" in str(caught[-1].headers["Authorization"])


def test_another_profile_than_those_of_the_configuration_is_refused_with_their_names() -> None:
    with pytest.raises(NoCredentialsError, match="your AWS configuration has no profile wrok") as raised:
        open_session(SessionChoice(profile="wrok"))
    assert "work" in raised.value.remedy


def test_a_missing_profile_of_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "wrok")
    with pytest.raises(NoCredentialsError, match="no profile wrok"):
        open_session(SessionChoice())


def test_a_missing_profile_without_any_configuration_is_refused(home: Path) -> None:
    (home / "config").unlink()
    (home / "credentials").unlink()
    with pytest.raises(NoCredentialsError) as raised:
        open_session(SessionChoice(profile="work"))
    assert raised.value.remedy == "There are no profiles; create one with 'aws configure'."


def test_a_configuration_that_cannot_be_read_is_an_error(home: Path) -> None:
    (home / "config").write_text("[default\nregion")
    with pytest.raises(NoCredentialsError, match="your AWS configuration cannot be used"):
        open_session(SessionChoice())


@pytest.mark.parametrize(
    ("profile", "kind", "sentence", "remedy"),
    [
        ("half", NoCredentialsError, "the AWS credentials of the profile half are incomplete", "Complete them"),
        ("nowhere", NoCredentialsError, "no AWS credentials of the profile nowhere were found", "--demo"),
        ("lost-role", NoCredentialsError, "your AWS configuration cannot be used", "Correct"),
        ("sso", ExpiredError, "the SSO sign-in of the profile sso has expired", "'aws sso login --profile sso'"),
        (
            "process",
            NoCredentialsError,
            "the provider of the AWS credentials of the profile process failed",
            "to see why",
        ),
        *(
            (
                profile,
                NoCredentialsError,
                f"the provider of the AWS credentials of the profile {profile} failed",
                f"Run 'aws sts get-caller-identity --profile {profile}' to see why.",
            )
            for profile in ("no-process", "babbling-process", "lost-token")
        ),
        (
            "role-with-mfa",
            NoCredentialsError,
            "the role of the profile role-with-mfa requires an MFA code",
            "'aws sts get-caller-identity --profile role-with-mfa'",
        ),
    ],
)
def test_a_profile_that_gives_no_credentials_says_why_and_what_to_do(
    profile: str, kind: type[NoCredentialsError], sentence: str, remedy: str
) -> None:
    session, _ = opened(SessionChoice(profile=profile))
    with pytest.raises(kind) as raised:
        session.identify()
    assert sentence in str(raised.value)
    assert remedy in raised.value.remedy


@pytest.mark.parametrize("profile", ["process", "babbling-process"])
def test_what_a_credential_process_prints_is_not_repeated(profile: str) -> None:
    session, _ = opened(SessionChoice(profile=profile))
    with pytest.raises(NoCredentialsError) as raised:
        session.identify()
    assert "very-secret" not in "".join(traceback.format_exception(raised.value)) + raised.value.remedy


def test_a_role_that_the_aws_cli_has_assumed_with_mfa_is_used(home: Path) -> None:
    arguments = {
        "RoleArn": "arn:aws:iam::111122223333:role/audit",
        "SerialNumber": "arn:aws:iam::111122223333:mfa/ana",
    }
    cache = home / ".aws/cli/cache"
    cache.mkdir(parents=True)
    session_of_the_cli = {
        "AccessKeyId": "ASIAOFTHECLI",
        "SecretAccessKey": "invented",
        "SessionToken": "invented",
        "Expiration": "2199-01-01T00:00:00Z",
    }
    # The name under which the AWS CLI keeps a session: the SHA-1 of the role's arguments.
    name = hashlib.sha1(json.dumps(arguments, sort_keys=True).encode()).hexdigest()
    (cache / f"{name}.json").write_text(json.dumps({"Credentials": session_of_the_cli}))
    session, caught = opened(SessionChoice(profile="role-with-mfa"))
    session.identify()
    assert "Credential=ASIAOFTHECLI/" in str(caught[-1].headers["Authorization"])


def test_an_endpoint_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    session, caught = opened(SessionChoice())
    session.identify()
    assert {request.url for request in caught} == {"http://127.0.0.1:4566/"}


def test_an_endpoint_that_is_not_a_url_is_explained_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "ana:hunter2@nowhere")
    session = open_session(SessionChoice())
    with pytest.raises(ServiceError, match="AWS cannot be called with your configuration") as raised:
        session.client("sts")
    assert "hunter2" not in str(raised.value) + raised.value.remedy


def test_the_demo_does_not_depend_on_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    set_variables(monkeypatch, {"AWS_PROFILE": "wrok", "AWS_REGION": "eu-west-1"})
    session = open_session(SessionChoice(demo=True), plug(SimulatedAccount()))
    identity = session.identify()
    assert (identity.demo, identity.profile, identity.region) == (True, None, "us-east-1")


def test_the_profiles_are_those_of_both_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "wrok")
    assert set(profiles()) == {
        "default", "work", "nowhere", "role", "role-with-mfa", "lost-role", "sso", "process", "no-process",
        "babbling-process", "lost-token", "half",
    }  # fmt: skip


def test_profiles_of_a_configuration_that_cannot_be_read_are_an_error(home: Path) -> None:
    (home / "config").write_text("[default\nregion")
    with pytest.raises(NoCredentialsError):
        profiles()


@pytest.mark.parametrize(("demo", "pause"), [(False, 0.5), (True, 0.0)])
def test_only_what_is_simulated_is_asked_without_pauses(*, demo: bool, pause: float) -> None:
    session = open_session(SessionChoice(demo=demo), plug(SimulatedAccount()))
    assert session.pauses.between_lookups == pause
