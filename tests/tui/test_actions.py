"""The one table of keys and actions keeps its promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from textual.widget import Widget

from bks_tui.tui.accounts.screen import AccountsScreen
from bks_tui.tui.action import READ_ONLY_REASON, Action, Scope, Situation, why_disabled
from bks_tui.tui.actions import ACTIONS, bindings, in_scope
from bks_tui.tui.app import BksApp
from bks_tui.tui.cleanup.screen import CleaningUpScreen
from bks_tui.tui.journal.screen import JournalScreen
from bks_tui.tui.kit.markable_table import MarkableTable
from bks_tui.tui.kit.text_pane import TextPane
from bks_tui.tui.kit.virtual_table import VirtualTable
from bks_tui.tui.logs.screen import LogsScreen
from bks_tui.tui.main_screen.screen import TriageScreen
from bks_tui.tui.needs import Need
from bks_tui.tui.prevention.screen import PreventionScreen
from bks_tui.tui.scan.detail_pane import DetailPane
from bks_tui.tui.timeline.event_screen import EventScreen
from bks_tui.tui.timeline.pane import TimelinePane

# Each scope, and the first of these that has an action's method runs it.
HOMES: dict[Scope, tuple[type[Widget] | type[BksApp], ...]] = {
    Scope.APP: (TriageScreen, BksApp),
    Scope.TIMELINE: (TimelinePane,),
    Scope.TABLE: (VirtualTable,),
    Scope.MARKS: (MarkableTable,),
    Scope.TEXT: (TextPane,),
    Scope.DETAIL: (DetailPane,),
    Scope.EVENT: (EventScreen,),
    Scope.CLEAN_UP: (CleaningUpScreen,),
    Scope.PREVENTION: (PreventionScreen,),
    Scope.ACCOUNTS: (AccountsScreen,),
    Scope.LOGS: (LogsScreen,),
    Scope.JOURNAL: (JournalScreen,),
}
IDS = [f"{action.scope.name}-{action.id}" for action in ACTIONS]

ANYTHING = Situation(read_only=False, missing={})
PLAIN = Action("look", ("l",), "Look", "Look at it")


@pytest.mark.parametrize("action", ACTIONS, ids=IDS)
def test_every_action_has_a_method_where_its_keys_work(action: Action) -> None:
    method = f"action_{action.id.partition('(')[0].removeprefix('app.')}"
    assert any(hasattr(home, method) for home in HOMES[action.scope])


@pytest.mark.parametrize("action", [action for action in ACTIONS if action.also_in], ids=lambda action: action.id)
def test_an_action_of_several_screens_has_a_method_on_each(action: Action) -> None:
    of_the_app = action.id.startswith("app.")
    method = f"action_{action.id.removeprefix('app.')}"
    assert [scope for scope in action.also_in if not hasattr(BksApp if of_the_app else HOMES[scope][0], method)] == []


@pytest.mark.parametrize("scope", Scope)
def test_every_key_does_one_thing_in_a_scope(scope: Scope) -> None:
    keys = Counter(key for action in in_scope(scope) for key in action.keys)
    assert [key for key, uses in keys.items() if uses > 1] == []


@pytest.mark.parametrize("scope", [Scope.TABLE, Scope.MARKS, Scope.TEXT])
def test_no_key_of_a_list_or_a_text_hides_one_that_works_everywhere(scope: Scope) -> None:
    everywhere = {key for action in ACTIONS if action.scope is Scope.APP for key in action.keys}
    hiding = (action for action in ACTIONS if action.scope is scope and not action.takes_over)
    assert not everywhere & {key for action in hiding for key in action.keys}


# G and N are those of pagers, S beside s, J the journal; E writes a file.
OTHER_CAPITALS = {"G", "N", "S", "J", "E"}


def test_a_list_of_users_has_the_keys_of_a_list_and_more() -> None:
    counted = Counter(key for scope in (Scope.TABLE, Scope.MARKS) for action in in_scope(scope) for key in action.keys)
    assert [key for key, uses in counted.items() if uses > 1] == []


def test_capitals_are_for_what_writes_save_a_few() -> None:
    capitals = [action for action in ACTIONS if any(len(key) == 1 and key.isupper() for key in action.keys)]
    assert [action for action in capitals if not action.dangerous and OTHER_CAPITALS.isdisjoint(action.keys)] == []


def test_what_writes_needs_a_capital() -> None:
    assert [one for one in ACTIONS if one.dangerous and not all(key.isupper() for key in one.keys)] == []


@pytest.mark.parametrize("key", ["ctrl+enter", "ctrl+a", "ctrl+b", "ctrl+s", "ctrl+z", "ctrl+i", "ctrl+m"])
def test_no_key_is_one_that_terminals_keep_for_themselves(key: str) -> None:
    assert key not in {key for action in ACTIONS for key in action.keys}


@pytest.mark.parametrize("scope", Scope)
def test_the_bindings_of_a_scope_are_its_actions(scope: Scope) -> None:
    assert [getattr(binding, "action", None) for binding in bindings(scope)] == [each.id for each in in_scope(scope)]


@pytest.mark.parametrize(
    ("action", "situation", "why"),
    [
        (PLAIN, ANYTHING, None),
        (PLAIN, Situation(read_only=True, missing={need: need.value for need in Need}), None),
        (replace(PLAIN, dangerous=True), ANYTHING, None),
        (replace(PLAIN, dangerous=True), Situation(read_only=True, missing={}), READ_ONLY_REASON),
        (replace(PLAIN, dangerous=True, shows_plan=True), Situation(read_only=True, missing={}), None),
        (replace(PLAIN, needs=frozenset({Need.DECODED})), ANYTHING, None),
        (
            replace(PLAIN, needs=frozenset({Need.DECODED})),
            Situation(read_only=False, missing={Need.DECODED: "nothing was decoded", Need.USER: "nobody"}),
            "nothing was decoded",
        ),
        (
            replace(PLAIN, dangerous=True, needs=frozenset({Need.USER})),
            Situation(read_only=True, missing={Need.USER: "nobody"}),
            READ_ONLY_REASON,
        ),
    ],
)
def test_a_disabled_action_says_why(action: Action, situation: Situation, why: str | None) -> None:
    assert why_disabled(action, situation) == why
