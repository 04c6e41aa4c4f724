"""The one table of keys and actions: bindings, footer, palette, help screen and docs are made from it.

A new action is one row here, in `list_and_text_actions.py` or in `screen_actions.py`,
and one `action_…` method where its scope lives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from textual.binding import Binding

from bks_tui.tui.action import KEY_NAMES, Action, Scope
from bks_tui.tui.list_and_text_actions import LIST_AND_TEXT_ACTIONS
from bks_tui.tui.needs import Need
from bks_tui.tui.screen_actions import SCREEN_ACTIONS

_IN_ACCOUNTS = frozenset({Scope.ACCOUNTS})
_IN_EVENT = frozenset({Scope.EVENT})
_IN_LOGS = frozenset({Scope.LOGS})
_IN_LOGS_AND_JOURNAL = frozenset({Scope.LOGS, Scope.JOURNAL})
_ON_EVERY_SCREEN = frozenset({Scope.ACCOUNTS, Scope.LOGS, Scope.CLEAN_UP, Scope.PREVENTION, Scope.JOURNAL})
_IN_ACCOUNTS_AND_LOGS = _IN_ACCOUNTS | _IN_LOGS

ACTIONS: tuple[Action, ...] = (
    Action(
        "filter",
        ("slash",),
        "Filter",
        "Filter the users as you type, by words and fields; enter keeps it, esc clears it",
        footer=True,
    ),
    Action(
        "filter_status",
        ("f",),
        "Status",
        "Show users with one status only; press again for the next status",
        needs=frozenset({Need.LIST}),
    ),
    Action("sort", ("s",), "Sort", "Sort by urgency, name, age or last use", needs=frozenset({Need.LIST})),
    Action(
        "sort_column",
        ("S",),
        "Column",
        "Sort by any column, also with a click on its heading; again inverts",
        needs=frozenset({Need.COLUMNS}),
        also_in=_IN_ACCOUNTS | _IN_LOGS,
    ),
    Action(
        "zoom",
        ("z",),
        "Zoom",
        "Give the focused pane all the room, or not any more",
        also_in=_IN_ACCOUNTS | _IN_LOGS,
    ),
    Action("shrink_list", ("less_than_sign",), "Smaller", "Move the divider: fewer cells for the users"),
    Action("grow_list", ("greater_than_sign",), "Larger", "Move the divider: more cells for the users; or drag it"),
    Action("rescan", ("r",), "Rescan", "Read from AWS again; in the timeline, its events", footer=True),
    Action(
        "copy",
        ("y",),
        "Copy",
        "Copy a field of what the focused pane is about",
        footer=True,
        needs=frozenset({Need.SELECTION}),
        also_in=_IN_ACCOUNTS_AND_LOGS | {Scope.JOURNAL},
    ),
    Action(
        "console",
        ("o",),
        "Console",
        "Open the AWS console at what the focused pane is about, or copy the link",
        needs=frozenset({Need.CONSOLE}),
        also_in=_IN_ACCOUNTS_AND_LOGS | {Scope.PREVENTION},
    ),
    Action(
        "export_shown",
        ("E",),
        "Export",
        "Save the list or timeline as it is shown: CSV or JSON",
        needs=frozenset({Need.EXPORTABLE}),
        also_in=_IN_ACCOUNTS_AND_LOGS,
    ),
    Action(
        "show_warnings",
        ("w",),
        "Gaps",
        "Show what could not be read",
        needs=frozenset({Need.WARNINGS}),
        also_in=_IN_LOGS_AND_JOURNAL,
    ),
    Action("pane('users')", ("1",), "Users", "Go to the list of users"),
    Action("pane('detail')", ("2",), "Detail", "Go to the details of the user"),
    Action("pane('timeline')", ("3",), "Timeline", "Go to the CloudTrail timeline"),
    Action("pane('decoder')", ("4",), "Decoder", "Go to the key decoder; a paste opens it as well", footer=True),
    Action("pane('calls')", ("5",), "Calls", "Go to the list of AWS calls made"),
    Action("show_owner", ("u",), "User", "Go to the user that the focused pane is about", needs=frozenset({Need.USER})),
    Action(
        "show_timeline",
        ("t",),
        "Timeline",
        "Read the CloudTrail events of the user, key or actor",
        footer=True,
        needs=frozenset({Need.TIMELINE_TARGET, Need.SESSION}),
        also_in=_IN_LOGS,
    ),
    Action(
        "save_report",
        ("m",),
        "Report",
        "Save a report on the user, key or actor; on each of the marked users",
        needs=frozenset({Need.REPORT_TARGET, Need.SESSION}),
        also_in=_IN_LOGS,
    ),
    Action(
        "contain",
        ("C",),
        "Contain",
        "Contain the user, the decoded key or its signer; shows the plan and asks",
        footer=True,
        dangerous=True,
        shows_plan=True,
        needs=frozenset({Need.CONTAINABLE, Need.SESSION}),
        also_in=_IN_ACCOUNTS,
    ),
    Action(
        "revoke",
        ("R",),
        "Revoke",
        "Contain, then delete the API keys; shows the plan, and asks for the name",
        dangerous=True,
        shows_plan=True,
        needs=frozenset({Need.REVOCABLE, Need.SESSION}),
        also_in=_IN_ACCOUNTS,
    ),
    Action(
        "release",
        ("L",),
        "Release",
        "Undo the containment by bks; shows the plan and asks",
        dangerous=True,
        shows_plan=True,
        needs=frozenset({Need.RELEASABLE, Need.SESSION}),
        also_in=_IN_ACCOUNTS,
    ),
    Action(
        "delete",
        ("D",),
        "Delete",
        "Delete the orphaned user; shows the plan, and asks for the name",
        dangerous=True,
        shows_plan=True,
        needs=frozenset({Need.ORPHAN, Need.SESSION}),
        also_in=_IN_ACCOUNTS,
    ),
    Action(
        "clean_up",
        ("X",),
        "Clean up",
        "Review the orphaned users one by one, and delete or skip each",
        dangerous=True,
        needs=frozenset({Need.ORPHANS, Need.SESSION}),
    ),
    Action(
        "prevent",
        ("b",),
        "Prevent",
        "Go to the policies that prevent new keys, and where they are attached",
        needs=frozenset({Need.SESSION}),
    ),
    Action("journal", ("J",), "Journal", "Go to the journal: every operation of bks, to undo or resume"),
    Action("dismiss_decoded", ("x",), "Dismiss", "Remove the decoded keys", needs=frozenset({Need.DECODED})),
    Action(
        "open_account",
        ("i",),
        "Open account",
        "Go to the account of the decoded key, through a role",
        needs=frozenset({Need.OTHER_ACCOUNT}),
    ),
    Action("next_pane", ("tab",), "Next", "Go to the next pane", also_in=_IN_LOGS),
    Action("previous_pane", ("shift+tab",), "Previous", "Go to the previous pane", also_in=_IN_LOGS),
    Action("choose_account", ("p",), "Profile", "Change the profile, or open a log folder or the demo account"),
    Action("accounts", ("a",), "Accounts", "Go to the accounts of the organization, and to the users of all of them"),
    Action("choose_region", ("e",), "Region", "Change the Region"),
    Action("back", ("escape",), "Back", "Stop a scan, or close, clear or go back one step; never quits", footer=True),
    Action("command_palette", ("ctrl+p",), "Palette", "Find any action by its name"),
    Action("messages", ("l",), "Messages", "Show the messages so far; enter copies one", also_in=_ON_EVERY_SCREEN),
    Action("times", ("c",), "Times", "Show times in UTC, in local time, or as ages", also_in=_ON_EVERY_SCREEN),
    Action(
        "app.redraw",
        ("ctrl+l",),
        "Redraw",
        "Draw the screen again, after something else wrote on it",
        also_in=_ON_EVERY_SCREEN,
    ),
    Action("help", ("question_mark",), "Help", "Show this help", footer=True, also_in=_ON_EVERY_SCREEN),
    Action("quit", ("q",), "Quit", "Quit", footer=True),
    Action(
        "filter_events",
        ("slash",),
        "Filter",
        "Filter the events as you type, by words and fields",
        Scope.TIMELINE,
        footer=True,
    ),
    Action(
        "narrow_events", ("f",), "Only", "Show only one signal, actor, Region or source", Scope.TIMELINE, footer=True
    ),
    Action("turn_events", ("s",), "Order", "Newest first, or oldest first", Scope.TIMELINE),
    Action(
        "group_events", ("i",), "Single", "Show single events, or episodes of alike ones", Scope.TIMELINE, footer=True
    ),
    Action(
        "ask_findings",
        ("n",),
        "Findings",
        "Ask further sources: GuardDuty, Access Analyzer, last use, sign-ins",
        Scope.TIMELINE,
    ),
    Action(
        "pivot",
        ("full_stop",),
        "Pivot",
        "Look further at the actor, address or key of the event, or at what it created; esc goes back",
        Scope.TIMELINE,
        also_in=_IN_EVENT,
    ),
    Action("previous_event", ("left",), "Event before", "To the event before in the list", Scope.EVENT),
    Action("next_event", ("right",), "Next event", "To the next event in the list", Scope.EVENT),
    Action("older_events", ("d",), "Older", "Look further back: 30 days, then 90", Scope.TIMELINE),
    *LIST_AND_TEXT_ACTIONS,
    *SCREEN_ACTIONS,
)


def in_scope(scope: Scope, actions: Iterable[Action] = ACTIONS) -> Iterator[Action]:
    """The actions whose keys work in `scope`, its own first."""
    every = tuple(actions)
    yield from (action for action in every if action.scope is scope)
    yield from (action for action in every if scope in action.also_in)


@cache
def conditional_actions(scope: Scope) -> Mapping[str, Action]:
    """The actions of `scope` that cannot run in every situation, by their id."""
    return {action.id: action for action in in_scope(scope) if action.is_conditional}


def bindings(scope: Scope) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """Textual's bindings for the actions of `scope`."""
    return [
        Binding(
            ",".join(action.keys),
            action.id,
            action.label,
            show=action.footer,
            key_display=KEY_NAMES.get(action.keys[0], action.keys[0]),
            tooltip=action.help,
            id=action.binding_id,
        )
        for action in in_scope(scope)
    ]


def key_table() -> str:
    """The keys as `docs/keys.md` shows them: a Markdown table."""
    rows = (
        f"| `{action.shown_keys}` | {action.scope.value.lower()} | {action.help} | {action.name} |"
        for action in ACTIONS
    )
    return "\n".join(["| key | where | does | name |", "|---|---|---|---|", *rows])
