"""Ctrl-C and failures during `bks timeline`: what was read is printed, and what is missing is stated."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import CancelledError, ExpiredError
from bks_tui.core.timeline.timeline import EventsFound, Gap, TimelineOptions, TimelineUpdate
from bks_tui.operations.timeline import timeline as reading
from tests.cli.conftest import Bks
from tests.support.events import PHANTOM
from tests.support.timelines import a_timeline, an_incidents_events

STOPPED = a_timeline(*an_incidents_events()[:2], gaps=(Gap(None, "cloudtrail:LookupEvents", "stopped by you"),))


# Ctrl-C


def interrupted(updates: Callable[[threading.Event], Iterator[TimelineUpdate]]) -> Callable[..., Any]:
    """A timeline that Ctrl-C reaches after its first update."""

    def look(_: object, __: Target, ___: TimelineOptions, cancelled: threading.Event) -> Iterator[TimelineUpdate]:
        yield STOPPED.account
        signal.raise_signal(signal.SIGINT)
        yield from updates(cancelled)

    return look


def stopping(cancelled: threading.Event) -> Iterator[TimelineUpdate]:
    """Stops if it is configured to."""
    assert cancelled.is_set()
    yield EventsFound(STOPPED.events)
    yield STOPPED


@pytest.mark.parametrize("output", [[], ["--json"], ["--jsonl"]])
def test_ctrl_c_prints_what_is_there_and_says_that_it_is_not_all(
    bks: Bks, monkeypatch: pytest.MonkeyPatch, output: list[str]
) -> None:
    monkeypatch.setattr(reading, "timeline", interrupted(stopping))
    outcome = bks("--demo", "timeline", PHANTOM, *output)
    assert outcome.code == 130
    assert "CreateServiceSpecificCredential" in outcome.stdout
    assert "stopped by you" in outcome.stdout
    assert outcome.stderr.endswith("bks: interrupted\n")


def test_ctrl_c_twice_ends_at_once(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    def again(_: threading.Event) -> Iterator[TimelineUpdate]:
        signal.raise_signal(signal.SIGINT)
        yield STOPPED

    monkeypatch.setattr(reading, "timeline", interrupted(again))
    outcome = bks("--demo", "timeline", PHANTOM)
    assert (outcome.code, outcome.stdout) == (130, "")


def _raising(error: Exception) -> Callable[..., Iterator[TimelineUpdate]]:
    def look(*_: object) -> Iterator[TimelineUpdate]:
        yield STOPPED.account
        raise error

    return look


@pytest.mark.parametrize(("error", "code"), [(ExpiredError("it has expired"), 1), (CancelledError("cancelled"), 130)])
def test_a_search_that_fails_prints_no_result(
    bks: Bks, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    monkeypatch.setattr(reading, "timeline", _raising(error))
    outcome = bks("--demo", "timeline", PHANTOM, "--json")
    assert (outcome.code, outcome.stdout) == (code, "")
    assert outcome.stderr.endswith(f"bks: {error}\n")


def test_a_search_that_ends_without_a_result_was_interrupted(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "timeline", lambda *_: iter([STOPPED.account]))
    assert bks("--demo", "timeline", PHANTOM).code == 130
