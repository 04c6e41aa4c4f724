"""What an attacker writes into a name, a tag, a policy or an error stays text on every screen of the app."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import ApiCall, SessionChoice
from bks_tui.core.account.member import MemberAccount
from bks_tui.core.errors import NoCredentialsError
from bks_tui.core.scan.findings import Finding, ScanResult, ScanUpdate, by_urgency
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord, RunHeader, StatusCounts
from bks_tui.export.scan.to_json import user_fields
from bks_tui.tui.accounts.rows import rows_of
from bks_tui.tui.accounts.worker import AccountRead, AccountsUpdate, AllRead, RunShown, SourceKnown
from bks_tui.tui.messages import CallMade
from bks_tui.tui.scan.user_list import UserList
from tests.support.app import NOW, Person, app_over, app_with, scanned, session_to, small_account
from tests.support.hostile import HOSTILE, HOSTILE_TEXTS, dangers, hostile_scan
from tests.support.keys import long_term_key
from tests.support.users import an_account

pytestmark = pytest.mark.no_cover

TALL = (90, 70)

# One of each way to do harm; the whole corpus goes through the list and the detail.
WORST = {
    name: HOSTILE[name]
    for name in (
        "nothing",
        "newline",
        "escape sequence: OSC 52 writes the clipboard",
        "C1 CSI",
        "bidi override",
        "lone high surrogate",
        "Rich: unclosed tag",
        "Rich: link",
        "Textual: action",
        "wide",
        "10,000 characters",
    )
}
# Two of three belong to the rest.
some = [
    pytest.mark.parametrize(
        "text",
        [
            pytest.param(text, id=name, marks=() if number % 3 == turn else pytest.mark.rest)
            for number, (name, text) in enumerate(WORST.items())
        ],
    )
    for turn in range(2)
]


def harms(person: Person) -> list[object]:
    """What on the screen acts on a terminal, links anywhere, or does something when it is clicked."""
    segments = person.segments
    styles = {segment.style for segment in segments if segment.style}
    clickable = [style for style in styles if style.link or "@click" in style.meta]
    return [*dangers("".join(segment.text for segment in segments)), *clickable]


def assert_harmless(person: Person) -> None:
    assert harms(person) == []


def tell(monkeypatch: pytest.MonkeyPatch, result: ScanResult) -> None:
    """Let every scan find `result`."""

    def scan(*_arguments: Any) -> Iterator[ScanUpdate]:
        yield result.account
        yield from result.findings
        yield result

    monkeypatch.setattr("bks_tui.operations.scan.scan.scan", scan)


def everything_hostile() -> ScanResult:
    """One account with a phantom and an ordinary user for each text of the corpus."""
    scans = [hostile_scan(text) for text in HOSTILE_TEXTS]
    # A user is known by its name: where the texts of two would be the same, one is enough.
    by_name: dict[str, Finding] = {finding.user.name: finding for scan in scans for finding in scan.findings}
    warnings = tuple(warning for scan in scans for warning in scan.warnings)
    return replace(scans[0], findings=tuple(sorted(by_name.values(), key=by_urgency)), warnings=warnings)


async def test_every_user_of_the_corpus_is_listed_and_shown_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    result = everything_hostile()
    tell(monkeypatch, result)
    async with scanned(app_over(small_account()), TALL) as person:
        for _ in result.findings:
            assert_harmless(person)
            await person.pilot.press("j")
        assert person.app.is_running
        assert f"{len(result.findings)} of {len(result.findings)}" in person.text


async def test_every_gap_of_the_corpus_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    result = everything_hostile()
    tell(monkeypatch, result)
    async with scanned(app_over(small_account()), TALL) as person:
        await person.press("w")
        for _ in range(len(result.warnings) // 8):
            assert_harmless(person)
            await person.pilot.press("pagedown")


@pytest.mark.parametrize("first", [0, pytest.param(1, marks=pytest.mark.rest), pytest.param(2, marks=pytest.mark.rest)])
async def test_a_hostile_user_opens_every_pane_and_dialog(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async with scanned(app_over(small_account())) as person:
        for name, text in list(WORST.items())[first::3]:
            tell(monkeypatch, hostile_scan(text))
            await person.press("r")
            for key in (
                "2",
                "3",
                "4",
                "5",
                "escape",
                "y",
                "escape",
                "w",
                "escape",
                "question_mark",
                "escape",
                "ctrl+p",
            ):
                await person.press(key)
                assert harms(person) == [], (name, key)
            person.app.export_screenshot()
            await person.press(*["escape"] * 6)
            assert "━ 1 Users" in person.text, name


def tell_accounts(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let the newest stored run be of one account in which every text is this one."""
    member = MemberAccount("222233334444", text, f"Root/{text}")
    header = RunHeader("20260302T120000Z-000000", "organization", NOW, 24.0, accounts=(member,), warnings=(text,))
    users = tuple(user_fields(finding, NOW) for finding in hostile_scan(text).findings)
    counts = StatusCounts(total=len(users))
    record = AccountRecord(
        member.account_id,
        text,
        member.ou_path,
        AccountOutcome.INCOMPLETE,
        text,
        scan_time=NOW,
        summary=counts,
        phantom_users=users,
    )

    def show_newest(*_arguments: Any) -> Iterator[AccountsUpdate]:
        yield SourceKnown(an_account())
        yield RunShown(header)
        yield AccountRead(record.without_users(), rows_of(record))
        yield AllRead()

    monkeypatch.setattr("bks_tui.tui.accounts.controller.show_newest", show_newest)


@some[1]
async def test_hostile_accounts_and_their_users_are_shown_as_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_accounts(monkeypatch, text)
    async with scanned(app_over(small_account())) as person:
        for key in ("a", "w", "escape", "question_mark", "escape", "2", "C", "escape", "ctrl+p", "escape", "enter"):
            await person.press(key)
            assert_harmless(person)
        await person.paste(long_term_key("eve-at-222233334444"))
        assert_harmless(person)


@some[1]
async def test_a_hostile_error_is_shown_as_text(text: str) -> None:
    def connect(_choice: SessionChoice) -> AwsSession:
        raise NoCredentialsError(f"the profile {text} is missing", f"Add {text}.")

    async with scanned(app_with(connect)) as person:
        assert "Which account?" in person.text
        assert_harmless(person)
        await person.press("escape", "w")
        assert_harmless(person)


@some[0]
async def test_a_hostile_profile_and_region_are_shown_as_text(text: str) -> None:
    # Both come from files and arguments that others may have written.
    choice = SessionChoice(profile=text, region=text)
    async with scanned(app_with(lambda _choice: session_to(small_account()), choice=choice)) as person:
        assert_harmless(person)


async def test_a_hostile_notification_is_shown_as_text() -> None:
    harmful = dict[str, list[object]]()
    async with scanned(app_over(small_account())) as person:
        for name, text in WORST.items():
            await person.clear_messages()
            person.app.notify(f"about {text}", title=text)
            await person.settle()
            harmful[name] = harms(person)
    assert {name: found for name, found in harmful.items() if found} == {}


async def test_a_hostile_call_is_shown_as_text() -> None:
    account = small_account()
    async with scanned(app_over(account), TALL) as person:
        await person.press("5")
        for name, text in WORST.items():
            person.app.screen.post_message(CallMade(ApiCall(NOW, f"iam:{text}", text, 1, text, 0)))
            await person.settle()
            assert harms(person) == [], name
        assert f"{len(account.calls) + len(WORST)} calls" in person.text


async def test_a_paste_of_the_corpus_with_a_key_in_it_is_shown_as_text() -> None:
    async with scanned(app_over(small_account())) as person:
        await person.paste("\n".join([*HOSTILE_TEXTS, long_term_key(), *HOSTILE_TEXTS]))
        assert person.row_of("decoder").startswith("›BedrockAPIKey-ab12")
        assert_harmless(person)


async def test_a_hostile_filter_is_shown_as_text() -> None:
    async with scanned(app_over(small_account("BedrockAPIKey-aaaa"))) as person:
        for typed in ("[/", "[@click=app.quit]x[/]", "{0} %s", "\u4f60\u597d"):
            await person.press("slash", *typed)
            assert f"0 of 1 · '{typed}'" in person.text
            assert_harmless(person)
            await person.press("escape")
            assert "1 of 1" in person.text


async def test_a_filter_that_no_keyboard_types_is_shown_as_text() -> None:
    async with scanned(app_over(small_account())) as person:
        person.app.screen.post_message(UserList.FilterChanged("a\u202eb\x1b[31m[/"))
        await person.settle()
        assert r"'a\u202eb\x1b[31m[/'" in person.text
        assert_harmless(person)
