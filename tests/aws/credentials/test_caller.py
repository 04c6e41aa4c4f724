"""One session, one caller: refreshed credentials of somebody else are never used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from botocore.credentials import ReadOnlyCredentials

from bks_tui.aws.credentials.caller import Caller, OneCaller
from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import CallerChangedError
from bks_tui.demo.state.account import SimulatedAccount
from tests.support.credentials import Process
from tests.support.endpoint import endpoint

FIRST, SECOND = "ASIAOFTHEFIRST000001", "ASIAOFTHESECOND00001"


@dataclass
class Switching:
    """A session whose credentials can become those of another account."""

    first: SimulatedAccount
    second: SimulatedAccount
    process: Process
    session: AwsSession


@pytest.fixture
def switching(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Switching]:
    first, second = SimulatedAccount(), SimulatedAccount("444455556666")
    process = Process(home / "printed.json")
    process.gives(FIRST)
    (home / "config").write_text(process.configuration)
    with endpoint(first, {SECOND: second}) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        yield Switching(first, second, process, open_session(SessionChoice()))


def operations(account: SimulatedAccount) -> set[str]:
    return {call.operation for call in account.calls}


def test_refreshed_credentials_of_the_same_caller_are_used(switching: Switching) -> None:
    switching.session.identify()
    switching.process.gives("ASIAOFTHEFIRST000002")
    switching.session.api("iam").call("ListUsers")
    assert "iam:ListUsers" in operations(switching.first)


def test_nothing_is_sent_with_credentials_of_another_account(switching: Switching) -> None:
    switching.session.identify()
    switching.process.gives(SECOND)
    with pytest.raises(CallerChangedError, match=r"111122223333.* to .*444455556666"):
        switching.session.api("iam").call("ListUsers")
    assert operations(switching.second) == {"sts:GetCallerIdentity"}


def test_a_call_before_the_identity_is_known_binds_it_as_well(switching: Switching) -> None:
    switching.session.api("iam").call("ListUsers")
    switching.process.gives(SECOND)
    with pytest.raises(CallerChangedError):
        switching.session.api("iam").call("ListUsers")


def test_a_session_does_not_identify_as_another(switching: Switching) -> None:
    switching.session.identify()
    switching.process.gives(SECOND)
    with pytest.raises(CallerChangedError):
        switching.session.identify()


def test_the_credentials_of_before_may_come_back(switching: Switching) -> None:
    switching.session.identify()
    switching.process.gives(SECOND)
    with pytest.raises(CallerChangedError):
        switching.session.api("iam").call("ListUsers")
    switching.process.gives(FIRST)
    switching.session.api("iam").call("ListUsers")


def keys(access_key_id: str) -> ReadOnlyCredentials:
    return ReadOnlyCredentials(access_key_id, "invented", "invented")


def caller(arn: str, user_id: str, account_id: str = "111122223333") -> Caller:
    return Caller(account_id, arn, arn.split(":")[1], user_id)


ANA = caller("arn:aws:iam::111122223333:user/ana", "AIDAANA")
AUDIT = caller("arn:aws:sts::111122223333:assumed-role/audit/one", "AROAAUDIT:one")


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        (ANA, caller("arn:aws:iam::111122223333:user/anna", "AIDAANA"), True),
        (ANA, caller("arn:aws:iam::111122223333:user/ana", "AIDAOTHER"), False),
        (ANA, caller("arn:aws:iam::444455556666:user/ana", "AIDAANA", "444455556666"), False),
        (ANA, caller("arn:aws-cn:iam::111122223333:user/ana", "AIDAANA"), False),
        (AUDIT, caller("arn:aws:sts::111122223333:assumed-role/audit/two", "AROAAUDIT:two"), True),
        (AUDIT, caller("arn:aws:sts::111122223333:assumed-role/audit/one", "AROAOTHER:one"), False),
        (AUDIT, ANA, False),
        (
            caller("arn:aws:sts::111122223333:federated-user/ana", "111122223333:ana"),
            caller("arn:aws:sts::111122223333:federated-user/ben", "111122223333:ben"),
            False,
        ),
    ],
)
def test_who_is_the_same_caller(before: Caller, after: Caller, *, is_same: bool) -> None:
    answers = {"FIRST": before, "SECOND": after}
    one = OneCaller(lambda credentials: answers[str(credentials.access_key)])
    one.admit(keys("FIRST"))
    if is_same:
        one.admit(keys("SECOND"))
    else:
        with pytest.raises(CallerChangedError):
            one.admit(keys("SECOND"))


def test_what_was_refused_is_not_asked_about_again() -> None:
    asked: list[str] = []

    def ask(credentials: ReadOnlyCredentials) -> Caller:
        asked.append(str(credentials.access_key))
        return ANA if credentials.access_key == "FIRST" else AUDIT

    one = OneCaller(ask)
    one.admit(keys("FIRST"))
    for _ in range(3):
        with pytest.raises(CallerChangedError):
            one.admit(keys("SECOND"))
    assert asked == ["FIRST", "SECOND"]
