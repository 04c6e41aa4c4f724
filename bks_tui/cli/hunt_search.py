"""What a hunt of a command searches, and its reading with progress."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from bks_tui.cli.athena_options import (
    ATHENA_OPTION_NAMES,
    ATHENA_OPTIONS,
    AthenaOptions,
    in_account,
)
from bks_tui.cli.log_options import FILE_OPTIONS, LogChoice, LogOptions, Search
from bks_tui.cli.member_options import MemberOptions
from bks_tui.cli.organization_options import ROLE_OPTIONS
from bks_tui.cli.session_options import Invocation
from bks_tui.cli.target_options import with_progress
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.errors import CancelledError, UsageError
from bks_tui.core.hunt.hunt import Hunt, HuntUpdate
from bks_tui.core.timeline.timeline import TimelineOptions

# Of each lookup in each Region: 100 seconds at the rate of CloudTrail.
MOST_EVENTS = 10_000
# 20 seconds: a plan is only previewed.
_MOST_EVENTS_OF_USE = 2_000

_OPTIONS = (
    *FILE_OPTIONS,
    click.option(
        "--days", type=int, help="Days to search, 1 to 90, with --athena more. Default: 7, and with --from all."
    ),
    click.option(
        "--max-events",
        type=int,
        metavar="N",
        help=f"Read the newest N events of each lookup in each Region. Default: {MOST_EVENTS:,}.",
    ),
    click.option(
        "--region",
        "regions",
        multiple=True,
        metavar="REGION",
        help="Search this Region only; repeat for more. Default: all enabled Regions.",
    ),
    click.option("--current-region", is_flag=True, help="Search the session Region only."),
    click.option("--account", "account_id", metavar="ID", help="Work in this account, through a role."),
    *ROLE_OPTIONS,
    *ATHENA_OPTIONS,
)


@dataclass(frozen=True)
class HuntSearch:
    """The files, the logs of a trail, or the event history of an account."""

    options: TimelineOptions
    logs: LogChoice | None
    member: MemberOptions = field(default_factory=MemberOptions)
    athena: AthenaSearch | None = None

    def read(self, invocation: Invocation) -> tuple[Hunt, bool]:
        """The hunt, and whether Ctrl-C ended it early; shows the progress."""
        if self.athena is not None:
            return _read(partial(_athena, invocation.choice, in_account(self.athena, self.member)))
        if self.logs is not None:
            return _read(self.logs.in_account(self.member).hunt)
        return _read(partial(_event_history, self.member.reach(invocation, None).choice, self.options))

    def read_use(self, invocation: Invocation) -> tuple[Hunt, bool]:
        """The same of calls with API keys only, without saying again whose account it is."""
        of_files = partial(self.logs.hunt, only_use=True) if self.logs else None
        updates = of_files or partial(_event_history, invocation.choice, self.options, only_use=True)
        return _read(lambda cancelled: (each for each in updates(cancelled) if not isinstance(each, Account)))


def hunt_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the search to a command, which receives it as `search`."""

    @functools.wraps(command)
    def with_search(*args: Any, invocation: Invocation, **given: Any) -> Any:
        logs = LogOptions(paths=given.pop("paths"), given=given.pop("given"))
        names = ("account_id", "role_name", "external_id")
        member = MemberOptions(**{name: given.pop(name) for name in names})
        athena = AthenaOptions(**{name: given.pop(name) for name in ATHENA_OPTION_NAMES})
        search = Search(**{name: given.pop(name) for name in Search.__dataclass_fields__})
        athena.require_consistent(logs, search)
        chosen = replace(_search(logs, search, member, athena), athena=athena.choice(search, invocation.config))
        return command(*args, invocation=invocation, search=chosen, **given)

    decorated: Callable[..., Any] = with_search
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def search_of_use(days: int | None, given: tuple[Path, ...]) -> HuntSearch:
    """The search for the use of API keys. Raises UsageError."""
    search, logs = Search(days=days), LogOptions(given=given)
    options = search.of_history(is_searched=not given)
    return HuntSearch(replace(options, max_events=_MOST_EVENTS_OF_USE), logs.choice(search))


def _search(logs: LogOptions, search: Search, member: MemberOptions, athena: AthenaOptions) -> HuntSearch:
    """The search of these options. Raises UsageError for those that contradict each other."""
    logs.require_consistent(None, search)
    if (logs.given or athena.athena) and search.max_events is not None:
        raise UsageError("--max-events is for CloudTrail's event history", "Omit it: all events are read.")
    options = search.of_history(is_searched=not (logs.are_alone or athena.athena))
    return HuntSearch(replace(options, max_events=options.max_events or MOST_EVENTS), logs.choice(search), member)


def _event_history(
    choice: SessionChoice, options: TimelineOptions, cancelled: threading.Event, *, only_use: bool = False
) -> Iterator[HuntUpdate]:
    from bks_tui.operations.connect import connect
    from bks_tui.operations.hunt.event_history import hunt

    return hunt(connect(choice), options, cancelled, only_use=only_use)


def _athena(choice: SessionChoice, search: AthenaSearch, cancelled: threading.Event) -> Iterator[HuntUpdate]:
    from bks_tui.operations.connect import connect
    from bks_tui.operations.hunt.athena import athena_hunt

    return athena_hunt(connect(choice), search, cancelled)


def _read(updates: Callable[[threading.Event], Iterator[HuntUpdate]]) -> tuple[Hunt, bool]:
    from bks_tui.cli.terminal.progress import progress_line

    with cancelled_by_interrupt(keep_result=True) as cancelled, progress_line(wanted=True) as show:
        for update in with_progress(updates(cancelled), show):
            if isinstance(update, Hunt):
                return update, cancelled.is_set()
    raise CancelledError("the search ended without a result")
