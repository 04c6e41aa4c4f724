"""The last use of Amazon Bedrock in the detail of a user: read when a person looks at it, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bks_tui.core.evidence import Cause, Evidence, Known, Unread
from bks_tui.core.iam.last_accessed import ServiceUse, bedrock_use
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.further_services import StoredUse
from bks_tui.tui.scan.detail import LastUses, user_sections
from tests.support.app import NOW, Gate, app_over, scanned, small_account
from tests.support.documents import text_of
from tests.support.users import finding

# Nothing in the detail is wrapped.
BROAD = (200, 40)
FIRST, SECOND = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"
GENERATE = "iam:GenerateServiceLastAccessedDetails"
LONG_AGO = NOW - timedelta(days=200)
BEDROCK = ServiceUse("bedrock", "Amazon Bedrock", LONG_AGO, "us-east-1")
MANTLE = ServiceUse("bedrock-mantle", "Amazon Bedrock Mantle", NOW, None)
NEVER = ServiceUse("bedrock", "Amazon Bedrock", None, None)
STORAGE = ServiceUse("s3", "Amazon S3", NOW, "us-east-1")


@pytest.mark.parametrize(
    ("uses", "found"),
    [
        ((), None),
        ((STORAGE,), None),
        ((NEVER, STORAGE), NEVER),
        ((BEDROCK, STORAGE), BEDROCK),
        ((BEDROCK, MANTLE), MANTLE),
        ((NEVER, MANTLE), MANTLE),
    ],
)
def test_the_last_use_of_bedrock_is_that_of_any_of_its_services(
    uses: tuple[ServiceUse, ...], found: ServiceUse | None
) -> None:
    assert bedrock_use(uses) == found


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        (None, "reading …"),
        (Known((BEDROCK,)), "200d ago) in us-east-1"),
        (Known((NEVER,)), "not in the last 400 days"),
        (Known(()), "unknown: its policies do not allow Bedrock today"),
        (Unread(Cause.DENIED, GENERATE, "not authorized"), f"? {GENERATE} denied"),
    ],
)
def test_the_detail_says_what_is_known_of_it(known: Evidence[tuple[ServiceUse, ...]] | None, shown: str) -> None:
    assert shown in text_of(user_sections(finding(), NOW, last_uses=LastUses(known)))


def test_without_being_asked_for_it_is_not_in_the_detail() -> None:
    assert "Amazon Bedrock" not in [section.title for section in user_sections(finding(), NOW)]


def used_account() -> SimulatedAccount:
    account = small_account(FIRST, SECOND)
    for name in (FIRST, SECOND):
        account.further.uses[name].append(StoredUse("bedrock", "Amazon Bedrock", LONG_AGO, "us-east-1"))
    return account


def jobs(account: SimulatedAccount) -> int:
    return sum(call.operation == GENERATE for call in account.calls)


async def test_it_is_read_when_the_detail_is_opened_and_not_before() -> None:
    account = used_account()
    async with scanned(app_over(account), BROAD) as person:
        await person.press("j")
        assert jobs(account) == 0
        await person.press("enter")
        assert "2025-08-14 12:00 UTC" in person.text
    assert jobs(account) == 1


async def test_it_is_read_once_for_each_user() -> None:
    account = used_account()
    async with scanned(app_over(account), BROAD) as person:
        for key in ("enter", "1", "enter", "1", "j", "enter"):
            await person.press(key)
    assert jobs(account) == 2


async def test_a_denied_report_is_said_to_be_denied() -> None:
    account = used_account()
    account.faults.deny(GENERATE)
    async with scanned(app_over(account), BROAD) as person:
        await person.press("enter")
        assert "sedDetails denied" in person.text


async def test_a_report_that_takes_long_is_replaced_by_that_of_another_user() -> None:
    account, gate = used_account(), Gate("GetServiceLastAccessedDetails")
    async with scanned(app_over(account, gate=gate), BROAD) as person:
        with gate.closed():
            await person.pilot.press("enter")
            await person.until(gate.held.is_set)
            assert "reading …" in person.text
            await person.pilot.press("1", "j", "enter")
        await person.settle()
        assert "2025-08-14 12:00 UTC" in person.text


async def test_scanning_again_forgets_it() -> None:
    account = used_account()
    async with scanned(app_over(account), BROAD) as person:
        for key in ("enter", "1", "r", "enter"):
            await person.press(key)
    assert jobs(account) == 2
