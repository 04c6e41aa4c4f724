"""The session is the one that the person chose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import NoCredentialsError
from bks_tui.demo.story.events import LEAKED
from bks_tui.operations.connect import connect


def test_the_demo_is_an_account_of_its_own() -> None:
    assert connect(SessionChoice(demo=True)).identify().demo


def test_what_is_changed_in_the_demo_stays_changed_for_the_next_session() -> None:
    before, after = (connect(SessionChoice(demo=True)).client("iam") for _ in range(2))
    ask: Any = before
    [key, *_] = ask.list_service_specific_credentials(UserName=LEAKED)["ServiceSpecificCredentials"]
    named = {"UserName": LEAKED, "ServiceSpecificCredentialId": key["ServiceSpecificCredentialId"]}
    ask.update_service_specific_credential(**named, Status="Inactive")
    iam: Any = after
    [key, *_] = iam.list_service_specific_credentials(UserName=LEAKED)["ServiceSpecificCredentials"]
    ask.update_service_specific_credential(**named, Status="Active")
    assert key["Status"] == "Inactive"


def test_a_profile_is_looked_up_in_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    with pytest.raises(NoCredentialsError, match="no profile gone"):
        connect(SessionChoice(profile="gone"))
