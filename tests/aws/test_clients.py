"""The clients of a session: how they call AWS."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui import __version__
from bks_tui.core.account.account import SessionChoice
from tests.support.requests import opened


@pytest.fixture(autouse=True)
def access_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """An access key in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")


def test_the_user_agent_says_who_asks() -> None:
    session, caught = opened(SessionChoice())
    session.identify()
    assert all(f"bks/{__version__}" in str(request.headers["User-Agent"]) for request in caught)


def test_a_missing_network_is_noticed_in_seconds() -> None:
    session, _ = opened(SessionChoice())
    config: Any = session.client("sts").meta.config
    assert config.retries["total_max_attempts"] * config.connect_timeout <= 10


def test_an_operation_that_is_throttled_does_not_hold_others_back() -> None:
    session, _ = opened(SessionChoice())
    config: Any = session.client("iam").meta.config
    assert config.retries["mode"] == "standard"


def test_a_client_is_made_once_for_a_service_and_region() -> None:
    session, _ = opened(SessionChoice())
    assert session.client("iam") is session.client("iam")


def test_a_client_of_another_region_is_another_client() -> None:
    session, _ = opened(SessionChoice())
    assert session.client("sts", "eu-west-3").meta.region_name == "eu-west-3"
