"""The keys and actions of the screens above the main one: clean-up, prevention, accounts, log folder, journal.

A part of the one table in `actions.py`.
"""

from __future__ import annotations

from bks_tui.tui.action import Action, Scope
from bks_tui.tui.needs import Need

SCREEN_ACTIONS: tuple[Action, ...] = (
    Action(
        "delete_shown",
        ("D",),
        "Delete",
        "Delete this user; asks for its name",
        Scope.CLEAN_UP,
        footer=True,
        dangerous=True,
        names_shown=True,
    ),
    Action("skip", ("n",), "Skip", "Skip this user", Scope.CLEAN_UP, footer=True, names_shown=True),
    Action("decide", ("h",), "Hold", "Override or restore the selected hold", Scope.CLEAN_UP, footer=True),
    Action(
        "attach",
        ("A",),
        "Attach",
        "Attach the policy to a root, OU or account; shows the plan and asks",
        Scope.PREVENTION,
        footer=True,
        dangerous=True,
        names_shown=True,
    ),
    Action(
        "take_off",
        ("T",),
        "Detach",
        "Detach the policy from where it is attached; shows the plan and asks",
        Scope.PREVENTION,
        footer=True,
        dangerous=True,
        names_shown=True,
    ),
    Action(
        "copy_command",
        ("y",),
        "Copy",
        "Copy the AWS CLI command that creates the policy",
        Scope.PREVENTION,
        footer=True,
        names_shown=True,
    ),
    Action("read_again", ("r",), "Rescan", "Read the organization again", Scope.PREVENTION, footer=True),
    Action("end", ("escape", "q"), "Back", "Back to the users", Scope.PREVENTION, footer=True),
    Action("stop", ("escape", "q"), "Stop", "Stop, and show a summary", Scope.CLEAN_UP, footer=True),
    Action(
        "previous", ("b",), "Earlier", "Back to the user before, also to a skipped one", Scope.CLEAN_UP, footer=True
    ),
    Action("candidates", ("a",), "All", "Go to any user; lists all with their decisions", Scope.CLEAN_UP, footer=True),
    Action(
        "filter_rows",
        ("slash",),
        "Filter",
        "Filter the list as you type, by words and fields",
        Scope.ACCOUNTS,
        footer=True,
    ),
    Action(
        "narrow_rows",
        ("f",),
        "Only",
        "Show one outcome or status only; press again for the next",
        Scope.ACCOUNTS,
        footer=True,
    ),
    Action(
        "sort_rows",
        ("s",),
        "Sort",
        "Sort by urgency, name, OU, account or age",
        Scope.ACCOUNTS,
        footer=True,
    ),
    Action(
        "scan_accounts",
        ("r",),
        "Scan",
        "Scan every account of the organization; esc stops",
        Scope.ACCOUNTS,
        footer=True,
        needs=frozenset({Need.NO_RUN}),
    ),
    Action(
        "retry_accounts",
        ("i",),
        "Retry",
        "Read again what is missing, incomplete, refused or not reached",
        Scope.ACCOUNTS,
        footer=True,
        needs=frozenset({Need.NO_RUN, Need.UNFINISHED}),
    ),
    Action("show_accounts", ("1",), "Accounts", "Go to the list of accounts", Scope.ACCOUNTS, footer=True),
    Action("show_all_users", ("2",), "All users", "Go to the users of all accounts", Scope.ACCOUNTS, footer=True),
    Action(
        "show_reasons",
        ("w",),
        "Gaps",
        "Show what could not be read",
        Scope.ACCOUNTS,
        needs=frozenset({Need.WARNINGS}),
    ),
    Action(
        "leave", ("escape", "q"), "Back", "Clear the filter, stop the scan, or go back", Scope.ACCOUNTS, footer=True
    ),
    Action(
        "filter_identities",
        ("slash",),
        "Filter",
        "Filter the identities as you type, by words and fields",
        Scope.LOGS,
        footer=True,
    ),
    Action(
        "read_files", ("r",), "Read again", "Read the files again; in the timeline, its events", Scope.LOGS, footer=True
    ),
    Action("show_identities", ("1",), "Identities", "Go to the list of identities", Scope.LOGS),
    Action("show_events", ("2",), "Timeline", "Go to the timeline", Scope.LOGS),
    Action("filter_operations", ("slash",), "Filter", "Filter the operations as you type", Scope.JOURNAL, footer=True),
    Action(
        "undo_operation",
        ("U",),
        "Undo",
        "Undo the operation in its account; shows the plan and asks",
        Scope.JOURNAL,
        footer=True,
        dangerous=True,
        shows_plan=True,
        needs=frozenset({Need.UNDOABLE, Need.SESSION}),
        names_shown=True,
    ),
    Action(
        "resume_operation",
        ("R",),
        "Resume",
        "Resume the operation in its account; shows the plan and asks",
        Scope.JOURNAL,
        footer=True,
        dangerous=True,
        needs=frozenset({Need.RESUMABLE, Need.SESSION}),
        names_shown=True,
    ),
    Action("read_journal", ("r",), "Read again", "Read the journal again", Scope.JOURNAL, footer=True),
    Action(
        "close_journal",
        ("escape", "q"),
        "Back",
        "Clear the filter, leave the steps, or go back",
        Scope.JOURNAL,
        footer=True,
    ),
    Action("close_logs", ("escape", "q"), "Back", "Stop, go back, or close the log folder", Scope.LOGS, footer=True),
)
