"""A setting that cannot be used is named, and its value is not repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from bks_tui.aws.session import open_session
from bks_tui.aws.settings import plain_http_host
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import AwsError
from tests.support.requests import catching

SECRET = "hunter2"
UNUSABLE = [
    ("AWS_REGION", "eu west 1"),
    ("AWS_REGION", " "),
    ("AWS_REGION", "eu-west-1\n"),
    ("AWS_DEFAULT_REGION", "eu/west"),
    ("AWS_ENDPOINT_URL", f"ana:{SECRET}@nowhere"),
    ("AWS_ENDPOINT_URL", f"ftp://ana:{SECRET}@example.com"),
    ("AWS_ENDPOINT_URL", "https://"),
    ("AWS_ENDPOINT_URL", "https://example.com:port"),
    ("AWS_ENDPOINT_URL", "https://[::1"),
    ("AWS_ENDPOINT_URL", "https://exam ple.com"),
    ("AWS_ENDPOINT_URL_IAM", "nowhere"),
    ("AWS_CA_BUNDLE", "/nonexistent/bundle.pem"),
    ("AWS_CA_BUNDLE", __file__),
    ("REQUESTS_CA_BUNDLE", "/nonexistent/bundle.pem"),
    ("AWS_MAX_ATTEMPTS", "many"),
    ("AWS_MAX_ATTEMPTS", "0"),
    ("AWS_MAX_ATTEMPTS", "-1"),
    ("AWS_MAX_ATTEMPTS", "1.5"),
    ("AWS_RETRY_MODE", "stubborn"),
    ("AWS_STS_REGIONAL_ENDPOINTS", "global"),
    ("AWS_USE_FIPS_ENDPOINT", "maybe"),
    ("AWS_USE_DUALSTACK_ENDPOINT", "1"),
    ("AWS_DEFAULTS_MODE", "odd"),
    ("AWS_METADATA_SERVICE_TIMEOUT", "soon"),
    ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "few"),
    ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "odd"),
    ("AWS_REQUEST_CHECKSUM_CALCULATION", "never"),
    ("HTTPS_PROXY", f"ftp://ana:{SECRET}@example.com"),
    ("HTTPS_PROXY", "http://"),
    ("HTTPS_PROXY", "http://example.com:port"),
    ("https_proxy", "http://exam ple.com"),
]


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials that are all right."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAINVENTED00000001")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")


def failure() -> AwsError:
    """The error that a user sees."""
    with pytest.raises(AwsError) as raised:
        open_session(SessionChoice(), catching([])).identify()
    return raised.value


@pytest.mark.parametrize(("name", "value"), UNUSABLE)
def test_a_variable_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    error = failure()
    assert str(error).startswith(f"AWS cannot be called with your configuration: {name} ")
    assert error.remedy == f"Correct or remove {name}."
    assert SECRET not in str(error)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("region", "eu west 1"),
        ("endpoint_url", "nowhere"),
        ("max_attempts", "many"),
        ("retry_mode", "stubborn"),
        ("ca_bundle", "/nonexistent/bundle.pem"),
        ("use_fips_endpoint", "maybe"),
        ("sts_regional_endpoints", "global"),
    ],
)
def test_a_key_of_a_profile_that_cannot_be_used_is_named(home: Path, key: str, value: str) -> None:
    (home / "config").write_text(f"[default]\n{key} = {value}\n")
    assert str(failure()).startswith(f"AWS cannot be called with your configuration: {key} of the profile default ")


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_REGION": "EU-WEST-1"},
        {"AWS_MAX_ATTEMPTS": "5", "AWS_RETRY_MODE": "adaptive", "AWS_STS_REGIONAL_ENDPOINTS": "legacy"},
        {"AWS_USE_DUALSTACK_ENDPOINT": "False", "AWS_RETRY_MODE": ""},
        {"HTTPS_PROXY": "proxy.example.com:3128"},
        {"HTTP_PROXY": "not used for https ://"},
        {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"},
    ],
)
def test_settings_that_can_be_used_are_no_hindrance(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert open_session(SessionChoice(), catching([])).identify().account_id == "111122223333"


def test_a_region_that_is_chosen_makes_up_for_one_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu west 1")
    assert open_session(SessionChoice(region="eu-west-1"), catching([])).identify().region == "eu-west-1"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://iam.amazonaws.com", None),
        ("http://127.0.0.1:4566", None),
        ("http://127.1.2.3", None),
        ("http://[::1]:4566", None),
        ("http://localhost:4566", None),
        ("http://aws.localhost", None),
        ("http://localhost.example.com", "localhost.example.com"),
        ("http://10.0.0.7:4566", "10.0.0.7"),
        ("http://ana:hunter2@example.com", "example.com"),
    ],
)
def test_only_another_machine_over_plain_http_is_warned_of(url: str, host: str | None) -> None:
    assert plain_http_host(url) == host


def test_the_account_shows_that_it_is_called_over_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://ana:hunter2@aws.example.com:4566")
    assert open_session(SessionChoice(), catching([])).identify().plain_http == "aws.example.com"
