"""How long the app takes from a key press to the paint, with few and with many users and events."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from bks_tui.core.account.member import MemberAccount
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.scan.findings import ScanUpdate
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord, RunHeader, StatusCounts
from bks_tui.core.timeline.timeline import EventsFound, TimelineUpdate
from bks_tui.storage.run_file import RunDirectory, new_run_id
from tests.benchmarks.table import Table
from tests.support.app import NOW, Person, app_over, opened, small_account
from tests.support.events import PHANTOM, START, an_event
from tests.support.members import MANAGEMENT, member_id
from tests.support.timelines import a_timeline
from tests.support.users import access_key, api_key, scan_result, user, user_record

USERS = (500, 5_000)
EVENTS = (10_000, 100_000)
ALL_USERS = (5_000, 50_000)
_USERS_OF_AN_ACCOUNT = 100
_BURST = 100
SIZE = (120, 40)
# Seconds after which a key has nothing to paint.
_LONGEST = 0.2

# What is pressed; each key counts.
IN_THE_LIST: tuple[tuple[str, list[str]], ...] = (
    ("down", ["down"] * 40),
    ("page down", ["pagedown"] * 20),
    ("top and bottom", ["G", "g"] * 10),
    ("filter, a letter", ["slash", *"bedrockapikey-01"]),
    ("clear the filter", ["escape"]),
    ("next status", ["f"] * 6),
    ("another order", ["s"] * 8),
    ("another pane", ["2", "4", "escape", "5", "1"] * 3),
)
IN_ALL_USERS: tuple[tuple[str, list[str]], ...] = (
    ("down", ["down"] * 40),
    ("page down", ["pagedown"] * 20),
    ("top and bottom", ["G", "g"] * 10),
    ("filter, a letter", ["slash", *"bedrockapikey-01"]),
    ("clear the filter", ["escape"]),
    ("next status", ["f"] * 6),
    ("another order", ["s"] * 8),
    ("the accounts, and back", ["1", "2"] * 3),
)
IN_THE_TIMELINE: tuple[tuple[str, list[str]], ...] = (
    ("down", ["down"] * 40),
    ("page down", ["pagedown"] * 20),
    ("top and bottom", ["G", "g"] * 10),
    ("filter, a letter", ["slash", *"converse 198.51"]),
    ("clear the filter", ["escape"]),
    ("the other order", ["s"] * 4),
    ("single events, or episodes", ["i"] * 4),
    ("an episode, and back", ["enter", "escape"] * 3),
)


def scan_of(users: int) -> Callable[..., Iterator[ScanUpdate]]:
    """A scan that has ended, with users in every status."""
    found = []
    for number in range(users):
        name = f"BedrockAPIKey-{number:04}"
        found.append(
            user(
                name,
                record=user_record(name, created=NOW - timedelta(hours=number)),
                service_credentials=(api_key(f"ACCA{number:016}", made_for=name),) if number % 3 else (),
                access_keys=(access_key(f"AKIA{number:016}"),) if number % 5 == 0 else (),
            )
        )
    result = scan_result(*found)
    return lambda *_arguments: iter((result.account, result))


def store_run(users: int) -> None:
    """A stored run of the organization, with so many users in accounts of a hundred each."""
    statuses = ("AT RISK", "UNKNOWN", "ACTIVE", "ORPHANED")
    members = tuple(
        MemberAccount(member_id(number), f"team-{number}", "Root/production")
        for number in range(users // _USERS_OF_AN_ACCOUNT)
    )
    header = RunHeader(
        new_run_id(NOW), "organization", NOW, 24.0, MANAGEMENT, partition="aws", region="us-east-1", accounts=members
    )
    with RunDirectory.usual(demo=False).begin(header) as writer:
        for place, member in enumerate(members):
            found = tuple(
                {
                    "username": f"BedrockAPIKey-{place:03}{number:03}",
                    "kind": "phantom",
                    "status": statuses[(place + number) % len(statuses)],
                    "created": "2026-01-02T10:00:00Z",
                    "active_api_keys": 1,
                    "api_keys": 2,
                }
                for number in range(_USERS_OF_AN_ACCOUNT)
            )
            writer.write(
                AccountRecord(
                    member.account_id,
                    member.name,
                    member.ou_path,
                    AccountOutcome.DONE,
                    scan_time=NOW,
                    summary=StatusCounts(len(found)),
                    phantom_users=found,
                )
            )


def timeline_of(count: int) -> Callable[..., Iterator[TimelineUpdate]]:
    """A timeline that has been read: bursts of three calls, and some hours between them."""
    likes = [an_event("Converse"), an_event("InvokeModel", awsRegion="eu-west-1"), an_event("ListFoundationModels")]
    found: Sequence[Event] = [
        replace(
            likes[number % 3], event_id=str(number), time=START + timedelta(seconds=number, hours=number // _BURST * 3)
        )
        for number in range(count)
    ]
    whole = a_timeline(*found, signals={})
    return lambda *_arguments: iter((EventsFound(tuple(found)), whole))


class Paints:
    """When the app last wrote to its screen."""

    def __init__(self, app: App[None], patch: pytest.MonkeyPatch) -> None:
        self.last = 0.0
        self._write = app._display
        # Textual has no public way to learn of a paint.
        patch.setattr(app, "_display", self._painted)

    def _painted(self, screen: Screen[Any], renderable: Any) -> None:
        self._write(screen, renderable)
        self.last = time.perf_counter()


async def press(pilot: Pilot[None], paints: Paints, key: str) -> float:
    """The milliseconds from posting a key until it has been handled and painted."""
    app = pilot.app
    handled = asyncio.Event()
    character = {"slash": "/"}.get(key, key if len(key) == 1 else None)
    begun = time.perf_counter()
    app.post_message(events.Key(key, character))
    # Called once the queues are empty.
    app.call_later(lambda: app.screen.call_after_refresh(handled.set))
    await handled.wait()
    while paints.last < begun and time.perf_counter() - begun < _LONGEST:
        await asyncio.sleep(0.001)
    return (max(paints.last, begun) - begun) * 1_000


async def medians(person: Person, patch: pytest.MonkeyPatch, pressed: Sequence[tuple[str, list[str]]]) -> list[float]:
    """The median of each sort of key, in milliseconds."""
    paints = Paints(person.app, patch)
    return [statistics.median([await press(person.pilot, paints, key) for key in keys]) for _, keys in pressed]


async def in_the_list(users: int) -> list[float]:
    """Keys in the list of so many users."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bks_tui.operations.scan.scan.scan", scan_of(users))
        async with opened(app_over(small_account()), SIZE) as person:
            await person.until(lambda: f"{users} of {users}" in person.text)
            return await medians(person, patch, IN_THE_LIST)


async def in_all_users(users: int) -> list[float]:
    """Keys in the list of so many users of all accounts."""
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as state:
        patch.setenv("XDG_STATE_HOME", state)
        store_run(users)
        async with opened(app_over(small_account()), SIZE) as person:
            await person.settle()
            await person.press("a")
            await person.press("2")
            await person.until(lambda: f"{users} of {users}" in person.text)
            return await medians(person, patch, IN_ALL_USERS)


async def in_the_timeline(count: int) -> list[float]:
    """Keys in the timeline of so many events."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bks_tui.operations.timeline.timeline.timeline", timeline_of(count))
        async with opened(app_over(small_account(PHANTOM)), SIZE) as person:
            await person.settle()
            await person.press("t", "3")
            await person.until(lambda: f"{count} in 7 days" in person.text)
            return await medians(person, patch, IN_THE_TIMELINE)


def table_of(
    what: str, sizes: tuple[int, int], pressed: Sequence[tuple[str, list[str]]], measure: Callable[[int], Any]
) -> Table:
    """The medians at both sizes, side by side."""
    few, many = (asyncio.run(measure(size)) for size in sizes)
    rows = [(name, *each) for (name, _), *each in zip(pressed, few, many, strict=True)]
    headings = ("key", *(f"{size:,} {what}, ms" for size in sizes))
    return Table(
        f"From a key press to the repaint, {what}", headings, rows, f"Medians, terminal of {SIZE[0]} by {SIZE[1]}."
    )


def tables() -> Iterator[Table]:
    """Keys in the lists and in the timeline."""
    yield table_of("users", USERS, IN_THE_LIST, in_the_list)
    yield table_of("users of all accounts", ALL_USERS, IN_ALL_USERS, in_all_users)
    yield table_of("events", EVENTS, IN_THE_TIMELINE, in_the_timeline)
