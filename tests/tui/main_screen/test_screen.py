"""The list of users, the panes, and what the keys do on the triage screen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bks_tui.core.scan.findings import ScanResult
from bks_tui.tui.messages import CallMade
from tests.support.app import NARROW, NOW, WIDE, Gate, Person, app_over, opened, scanned, small_account, told_story

ANA, BEN, CARL = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb", "BedrockAPIKey-cccc"


def title(person: Person) -> str:
    """The title of the list of users."""
    return next(line for line in person.lines if " 1 Users " in line)


async def test_the_list_shows_status_kind_keys_age_and_last_use_in_words() -> None:
    async with scanned(app_over(told_story())) as person:
        for size in (NARROW, WIDE):
            await person.resize(size)
            row = next(line for line in person.lines if "BedrockAPIKey-q7zf " in line)
            words = ["!", "AT", "RISK", "BedrockAPIKey-q7zf", "phantom", "2/2", "2/2", "47d", "2h"]
            assert row.split()[:9] == words, size


async def test_what_could_not_be_read_is_a_question_mark() -> None:
    async with scanned(app_over(told_story())) as person:
        row = next(line for line in person.lines if "BedrockAPIKey-u6gs" in line)
        assert row.split() == ["?", "UNKNOWN", "BedrockAPIKey-u6gs", "phantom", "1/1", "?", "71d", "?"]


async def test_users_are_on_screen_while_others_are_still_being_read() -> None:
    gate = Gate("ListAccessKeys", BEN)
    with gate.closed():
        async with opened(app_over(small_account(ANA, BEN), gate=gate)) as person:
            await person.until(lambda: "1 of 2 users read" in person.text)
            assert ANA in person.row
            assert "1 of 1" in title(person)
            assert "esc stops" in person.text


async def test_a_finished_scan_shows_the_phantoms_by_status() -> None:
    async with scanned(app_over(told_story())) as person:
        assert "INCOMPLETE: 3 gaps (w) · 7 AT RISK, 3 UNKNOWN, 16 ACTIVE, 22 ORPHANED phantoms" in person.text


async def test_a_scan_without_gaps_is_complete() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        assert "complete · 0 AT RISK, 0 UNKNOWN, 1 ACTIVE, 0 ORPHANED phantoms" in person.text


async def test_an_account_without_keys_says_so() -> None:
    async with scanned(app_over(small_account())) as person:
        assert "No phantom user and no API key in this account." in person.text


async def test_an_empty_list_with_gaps_is_no_good_news() -> None:
    account = small_account()
    account.add_user("ana")
    account.faults.deny("iam:ListServiceSpecificCredentials")
    async with scanned(app_over(account)) as person:
        assert "not everything could be read: w shows the gaps" in person.text


async def test_the_header_shows_account_caller_region_and_age() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        assert person.lines[0].split() == ["account", "111122223333", "(example)", "eu-central-1"]
        assert person.lines[1].startswith(" arn:aws:sts::111122223333:assumed-role/SecurityAudit/ana")
        assert person.lines[1].endswith("data 0s old")


# The cursor


async def test_the_cursor_survives_a_rescan_by_the_user_it_is_on() -> None:
    account = small_account(BEN, CARL)
    async with scanned(app_over(account)) as person:
        await person.press("j")
        assert CARL in person.row
        account.add_user(ANA)
        await person.press("r")
        assert "3 of 3" in title(person)
        assert CARL in person.row


async def test_the_cursor_waits_at_the_top_until_a_person_moves_it() -> None:
    account = small_account(BEN)
    async with scanned(app_over(account)) as person:
        account.add_user(ANA)
        account.add_api_key(ANA)
        await person.press("r")
        assert ANA in person.row


async def test_the_detail_follows_the_cursor() -> None:
    async with scanned(app_over(small_account(ANA, BEN)), WIDE) as person:
        await person.press("down")
        assert f"user/{BEN}" in "".join(person.text.split())


# Filter, status, order


async def test_the_title_and_the_status_bar_count_the_same_phantoms() -> None:
    account = small_account(ANA, BEN, "ci-deploy")
    async with scanned(app_over(account)) as person:
        await person.press("f", "f", "f")
        assert "3 of 3 · ACTIVE · by urgency · 2 phantoms" in title(person)
        assert "2 ACTIVE, 0 ORPHANED phantoms" in person.text


async def test_f_shows_one_status_after_the_other_and_escape_all() -> None:
    async with scanned(app_over(told_story())) as person:
        await person.press("f")
        assert "7 of 55 · AT RISK" in title(person)
        await person.press("f")
        assert "3 of 55 · UNKNOWN" in title(person)
        await person.press("escape")
        assert "55 of 55 · by urgency" in title(person)


async def test_s_sorts_by_urgency_name_age_and_last_use() -> None:
    account = small_account(BEN, CARL)
    account.add_user(ANA, created=NOW - timedelta(days=1))
    account.add_user("BedrockAPIKey-dddd", created=NOW - timedelta(days=500))
    account.add_access_key(CARL, status="Inactive", last_used=(NOW - timedelta(days=1), "us-east-1", "s3"))
    tops = []
    async with scanned(app_over(account)) as person:
        for _ in range(4):
            tops.append((title(person).split("by ")[1].split(" · ")[0], person.row.split()[2]))
            await person.press("s", "g")
    assert tops == [
        ("urgency", BEN),
        ("name", ANA),
        ("age", "BedrockAPIKey-dddd"),
        ("last used", CARL),
    ]


# Panes

PANE_KEYS = [("1", "Users"), ("2", "Detail"), ("3", "Timeline"), ("4", "Decoder"), ("5", "Calls")]


def focused_pane(person: Person) -> str:
    """The name of the pane that has the heavy border."""
    line = next(line for line in person.lines if "━" in line)
    part = next(part for part in line.split("─ ") if "━" in part).strip(" ━")
    return part.split()[1]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_numbers_go_to_the_panes(size: tuple[int, int]) -> None:
    async with scanned(app_over(small_account(ANA)), size) as person:
        await person.press("2")
        for key, pane in PANE_KEYS:
            await person.press(key)
            assert focused_pane(person) == pane
            # In the empty decoder, a number is a part of a key.
            await person.press("escape")


async def test_tab_goes_through_all_panes_and_around() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        seen = []
        for _ in PANE_KEYS:
            await person.press("tab")
            seen.append(focused_pane(person))
        await person.press("shift+tab")
        assert seen == ["Detail", "Timeline", "Decoder", "Calls", "Users"]
        assert focused_pane(person) == "Calls"


async def test_the_mouse_picks_a_user_and_opens_it_with_a_second_click() -> None:
    async with scanned(app_over(small_account(ANA, BEN))) as person:
        await person.pilot.click(offset=(20, 5))
        await person.settle()
        assert BEN in person.row
        assert focused_pane(person) == "Users"
        await person.pilot.click(offset=(20, 5))
        await person.settle()
        assert focused_pane(person) == "Detail"


async def test_the_mouse_focuses_a_pane() -> None:
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        await person.pilot.click(offset=(100, 30))
        await person.settle()
        assert focused_pane(person) == "Detail"


async def test_enter_opens_the_detail_and_escape_goes_back() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("enter")
        assert focused_pane(person) == "Detail"
        await person.press("escape")
        assert focused_pane(person) == "Users"


async def test_escape_never_quits() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("4", *["escape"] * 5)
        assert person.app.is_running
        assert focused_pane(person) == "Users"


async def test_q_quits() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.pilot.press("q")
        await person.until(lambda: not person.app.is_running)


async def test_a_timeline_that_was_not_read_does_not_pretend_to_be_empty() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("3")
        assert "no events read yet" in person.text


async def test_the_detail_shows_where_an_unknown_comes_from() -> None:
    account = small_account(ANA)
    account.faults.deny("iam:ListAccessKeys", ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("enter")
        assert "iam:ListAccessKeys denied" in person.text
        await person.press("G")
        assert "AWS denied iam:ListAccessKeys" in person.text


async def test_every_call_is_listed_with_region_and_outcome() -> None:
    account = small_account(ANA)
    account.faults.deny("iam:ListAccessKeys", ANA)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("5")
        assert len(person.of(CallMade)) == len(account.calls)
        assert f"{len(account.calls)} calls" in person.text
        assert any("iam:ListAccessKeys" in line and line.endswith("AccessDenied") for line in person.lines)
        assert any("sts:GetCallerIdentity" in line and "eu-central-1" in line for line in person.lines)


async def test_a_rescan_keeps_the_old_list_until_the_new_one_is_whole() -> None:
    account, gate = small_account(ANA, BEN), Gate("ListAccessKeys", CARL)
    async with scanned(app_over(account, gate=gate)) as person:
        account.add_user(CARL)
        with gate.closed():
            await person.pilot.press("r")
            await person.until(lambda: "2 of 3 users read" in person.text)
            assert "2 of 2" in title(person)
        await person.settle()
        assert "3 of 3" in title(person)


async def test_the_last_message_of_a_scan_is_its_result() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        assert person.learned(ScanResult)


async def test_the_footer_fits_into_80_columns() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        assert person.lines[-1].startswith("/ Filter")
        assert person.lines[-1].endswith("q Quit")
