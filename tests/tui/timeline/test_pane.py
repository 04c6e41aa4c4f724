"""The timeline in the app: read for a user or a decoded key, narrowed, turned, opened, stopped."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bks_tui.core.timeline.timeline import RegionProgress
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser, RoleSession
from tests.support.app import NOW, WIDE, Gate, Person, app_over, scanned, small_account
from tests.support.hostile import HOSTILE_TEXTS, dangers
from tests.support.keys import long_term_key

PHANTOM, OTHER = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"
NEWEST_FIRST = ["Converse", "InvokeModel", "ListFoundationModels"]


def used_account() -> SimulatedAccount:
    """A phantom that probed and was used in two Regions, and another one that was not."""
    account = small_account(PHANTOM, OTHER)
    account.enabled_regions = ("us-east-1", "eu-central-1", "eu-west-1")
    actor = IamUser(PHANTOM)
    for minutes, name, region in (
        (60, "ListFoundationModels", "us-east-1"),
        (50, "InvokeModel", "eu-west-1"),
        (40, "Converse", "us-east-1"),
    ):
        account.record_event(name, region=region, when=NOW - timedelta(minutes=minutes), actor=actor)
    return account


def events_shown(person: Person) -> list[str]:
    """The calls in the timeline, from top to bottom."""
    area = person.app.query_one("#events").region
    heading, *lines = [line[area.x : area.right] for line in person.lines[area.y : area.bottom]]
    start = heading.index("Count") if "Count" in heading else heading.index("Call")
    column = slice(start, heading.index("Actor") if "Actor" in heading else heading.index("Signal"))
    return [call for line in lines if (call := " ".join(line[column].strip(" ▁▂▃▄▅▆▇█").split()))]


async def test_before_it_is_asked_for_nothing_is_read() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("3")
        assert "t reads a user's events" in person.text


async def test_the_events_of_the_selected_user_come_newest_first() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("t")
        assert events_shown(person) == NEWEST_FIRST


async def test_at_120_columns_no_column_of_the_timeline_is_missing() -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        await person.press("t")
        heading = next(line for line in person.lines if "Last (UTC)" in line)
        assert heading.split() == [
            "Last",
            "(UTC)",
            "▼",
            "Lasted",
            "Region",
            "Count",
            "Call",
            "Actor",
            "Address",
            "Signal",
            "or",
            "error",
        ]


async def test_how_complete_it_is_stays_visible_at_every_size() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("t")
        for size in ((80, 24), (80, 12), (40, 12), (120, 40)):
            await person.resize(size)
            assert "complete for 3 Regions" in person.text, size
            assert "not covered: last 15 min" in person.text, size


async def test_what_is_not_covered_is_wrapped_instead_of_shortened() -> None:
    async with scanned(app_over(used_account()), (60, 24)) as person:
        await person.press("3")
        assert "not covered: last 15 min" in person.text
        assert "Claude data events" in person.text


async def test_a_notification_does_not_cover_how_complete_it_is() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("t")
        before = person.lines[-4:]
        await person.press("x")
        assert person.told.startswith("Dismiss:")
        assert [line for line in before if line not in person.lines] == []


@pytest.mark.parametrize("key", ["r", "t"])
async def test_what_is_shown_can_be_read_once_more_as_far_back_as_it_was(key: str) -> None:
    account = used_account()
    async with scanned(app_over(account)) as person:
        await person.press("t")
        await person.press("d")
        account.record_event("Converse", when=NOW - timedelta(minutes=1), actor=IamUser(PHANTOM))
        await person.press(key)
        assert events_shown(person)[:2] == ["2x Converse", "InvokeModel"]
        assert "in 30 days" in person.text


async def test_a_user_moved_to_meanwhile_does_not_change_whose_timeline_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with scanned(app_over(used_account()), WIDE) as person:
        await person.press("t")
        await person.press("1", "j", "3")
        await person.press("m")
        assert f"Save a report on {PHANTOM}" in person.text
        await person.press("enter")
        await person.press("enter")
    assert [file.name for file in tmp_path.iterdir() if PHANTOM in file.name]


async def test_the_events_are_sorted_and_narrowed() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("t")
        for keys, calls, what in (
            ("s", NEWEST_FIRST[::-1], "the order is reversed"),
            ("s", NEWEST_FIRST, "and reversed again"),
            ("slash c o n v", ["Converse"], "the filter narrows as one types"),
            ("escape", NEWEST_FIRST, "Escape clears the filter and stays"),
            ("f e u - w enter", ["InvokeModel"], "one Region"),
            ("escape", NEWEST_FIRST, "Escape shows everything again before it leaves"),
        ):
            await person.press(*keys.split())
            assert events_shown(person) == calls, what


async def test_a_key_of_the_timeline_is_not_said_to_be_disabled() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("t")
        await person.press("s")
        assert not person.told


async def test_enter_opens_the_event_with_its_record() -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        await person.press("t")
        await person.press("enter", "G")
        assert '"eventSource": "bedrock.amazonaws.com"' in person.text


async def test_the_timeline_copies_the_fields_of_its_target() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("t")
        await person.press("y", "enter")
        assert person.app.clipboard == PHANTOM


async def test_an_event_in_full_copies_its_own_fields() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("t")
        await person.press("enter")
        await person.press("y")
        assert "Copy from event of " in person.text
        await person.press("enter")
        assert "Copied: event id" in person.told


async def test_the_timeline_of_a_decoded_key_is_its_users() -> None:
    account = used_account()
    async with scanned(app_over(account)) as person:
        await person.paste(long_term_key(f"{PHANTOM}-at-{account.account_id}"))
        await person.press("t")
        assert events_shown(person) == NEWEST_FIRST


async def test_another_accounts_key_has_no_timeline_here() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.paste(long_term_key(f"{PHANTOM}-at-999988887777"))
        await person.press("t")
        assert not person.learned(RegionProgress)


async def test_what_others_did_to_the_user_is_there_too() -> None:
    account = used_account()
    account.record_event(
        "CreateAccessKey",
        "iam.amazonaws.com",
        when=NOW - timedelta(minutes=30),
        actor=RoleSession("Deployer", "deploy-17"),
        resources=(("AWS::IAM::User", PHANTOM),),
    )
    async with scanned(app_over(account)) as person:
        await person.press("t")
        assert events_shown(person)[0] == "CreateAccessKey"


async def test_looking_further_back_finds_older_events() -> None:
    account = used_account()
    account.record_event(
        "GetFoundationModel", region="eu-west-1", when=NOW - timedelta(days=20), actor=IamUser(PHANTOM)
    )
    async with scanned(app_over(account)) as person:
        await person.press("t")
        await person.press("d")
        assert events_shown(person)[-1] == "GetFoundationModel"


async def test_a_denied_region_makes_it_incomplete_and_keeps_the_rest() -> None:
    account = used_account()
    account.faults.deny("cloudtrail:LookupEvents", region="eu-west-1")
    async with scanned(app_over(account)) as person:
        await person.press("t")
        assert events_shown(person) == ["Converse", "ListFoundationModels"]
        assert "INCOMPLETE (w): eu-west-1" in person.text


async def test_the_gaps_of_the_timeline_are_shown_with_their_reasons() -> None:
    account = used_account()
    account.faults.deny("cloudtrail:LookupEvents", region="eu-west-1")
    async with scanned(app_over(account), WIDE) as person:
        await person.press("t")
        await person.press("w")
        assert "eu-west-1" in person.text
        assert "denied" in person.text


async def test_escape_stops_the_reading_and_keeps_what_is_there() -> None:
    account = used_account()
    gate = Gate("LookupEvents", service="cloudtrail")
    async with scanned(app_over(account, gate=gate)) as person:
        with gate.closed():
            await person.pilot.press("t")
            await person.until(gate.held.is_set)
            await person.pilot.press("escape")
            await person.until(lambda: "INCOMPLETE" in person.lines[-4])
        assert any("3 Timeline" in line for line in person.lines)


async def test_events_of_a_timeline_that_was_replaced_are_thrown_away() -> None:
    account = used_account()
    gate = Gate("LookupEvents", service="cloudtrail")
    async with scanned(app_over(account, gate=gate)) as person:
        with gate.closed():
            await person.pilot.press("t")
            await person.until(gate.held.is_set)
            await person.pilot.press("1", "j", "t")
        await person.settle()
        assert events_shown(person) == []


async def test_another_region_does_not_keep_the_events_of_the_one_before() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("t")
        await person.press("e")
        await person.press("down", "enter")
        await person.until(lambda: "t reads a user's events" in person.text)
        assert not events_shown(person)


async def test_without_a_timeline_there_is_nothing_older() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("3")
        await person.press("d")
        assert "t reads the events of a user or key first" in person.told


async def test_further_back_than_cloudtrail_keeps_athena_is_named() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("t")
        for _ in range(3):
            await person.press("d")
        assert "Athena" in person.told


async def test_a_timeline_that_fails_shows_why() -> None:
    account = used_account()
    async with scanned(app_over(account)) as person:
        account.faults.expire_token()
        await person.press("t")
        assert "FAILED: the AWS credentials have expired" in person.text


async def test_hostile_events_are_harmless_on_the_screen() -> None:
    account = used_account()
    for text in HOSTILE_TEXTS:
        account.record_event("Converse", region="eu-west-1", actor=IamUser(PHANTOM), userAgent=text, errorCode=text)
    async with scanned(app_over(account), WIDE) as person:
        await person.press("t")
        first = dangers("".join(person.lines))
        await person.press("G")
        assert not first | dangers("".join(person.lines))
