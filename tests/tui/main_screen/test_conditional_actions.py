"""When it is found out which actions can run: once for all keys, and again for each that is pressed."""

from __future__ import annotations

from collections import Counter

import pytest

from bks_tui.tui.main_screen.focus import Focus
from bks_tui.tui.main_screen.screen import TriageScreen
from bks_tui.tui.scan.controller import ScanController
from bks_tui.tui.timeline.controller import TimelineController
from tests.support.app import CHOICE, Person, app_over, scanned, small_account

ANA, BEN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"


def triage(person: Person) -> TriageScreen:
    """The screen."""
    assert isinstance(person.app.screen, TriageScreen)
    return person.app.screen


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of these was read."""
    read: Counter[str] = Counter()

    def count(owner: type, name: str) -> None:
        known = getattr(owner, name).fget

        def counted(self: object) -> object:
            read[f"{owner.__name__}.{name}"] += 1
            return known(self)

        monkeypatch.setattr(owner, name, property(counted))

    count(Focus, "subject")
    count(ScanController, "listing")
    count(TimelineController, "listing")
    return read


async def test_one_situation_is_that_of_all_keys(reads: Counter[str]) -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        reads.clear()
        assert triage(person).active_bindings["C"].enabled
        assert reads["Focus.subject"] == 1


async def test_a_key_is_not_pressed_in_the_situation_of_before() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        screen = triage(person)
        assert screen.active_bindings["C"].enabled
        # The session is gone at once; nothing was handled since.
        screen._triage.scans.state.begin(CHOICE)
        assert screen.check_action("contain", ()) is None
        assert not screen.active_bindings["C"].enabled


async def test_a_situation_that_fails_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        screen = triage(person)
        with monkeypatch.context() as patch:
            patch.setattr(type(screen), "_modal_binding_chain", property(lambda _: 1 / 0))
            with pytest.raises(ZeroDivisionError):
                _ = screen.active_bindings
        screen._triage.scans.state.begin(CHOICE)
        assert screen.check_action("contain", ()) is None


async def test_a_move_of_the_cursor_does_not_make_the_list_that_could_be_saved(reads: Counter[str]) -> None:
    async with scanned(app_over(small_account(ANA, BEN))) as person:
        await person.press("j")
        await person.press("t")
        await person.press("j")
        assert reads["ScanController.listing"] + reads["TimelineController.listing"] == 0
        assert triage(person).active_bindings["E"].enabled
