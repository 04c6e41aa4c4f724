"""Options of the commands that search CloudTrail: the period, and log files instead of its event history."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import click

from bks_tui.cli.member_options import MemberOptions
from bks_tui.cli.terminal.input import STANDARD_INPUT
from bks_tui.core.account.member import require_account_ids
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import quoted
from bks_tui.core.hunt.hunt import HuntUpdate
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.timeline import TimelineOptions, TimelineUpdate, require_positive

_A_DAY = len("2026-11-20")


def _time(_: click.Context, option: click.Parameter, text: str | None) -> datetime | None:
    """A day or a time in UTC; a day as the end of a period includes it."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise UsageError(
            f"{quoted(text)} is not a time.", "Write 2026-11-20 or 2026-11-20T08:00:00Z; times are in UTC."
        ) from None
    time = time.astimezone(timezone.utc) if time.tzinfo else time.replace(tzinfo=timezone.utc)
    return time + timedelta(days=1) if len(text) == _A_DAY and option.name == "until" else time


FILE_OPTIONS = (
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]..."),
    click.option(
        "--from",
        "given",
        multiple=True,
        metavar="PATH...",
        type=click.Path(path_type=Path),
        help="Search these CloudTrail log files or folders instead of AWS; - is standard input.",
    ),
    click.option("--since", metavar="TIME", callback=_time, help="Begin of the period, instead of --days; in UTC."),
    click.option("--until", metavar="TIME", callback=_time, help="End of the period. Default: now."),
)
LOG_OPTIONS = (
    *FILE_OPTIONS,
    click.option("--event-history", is_flag=True, help="With --from: search CloudTrail's event history as well."),
)
LOG_OPTION_NAMES = ("paths", "given", "event_history")


@dataclass(frozen=True)
class Search:
    """What a command searches, as it was given."""

    days: int | None = None
    max_events: int | None = None
    regions: tuple[str, ...] = ()
    current_region: bool = False
    since: datetime | None = None
    until: datetime | None = None

    def of_history(self, *, is_searched: bool) -> TimelineOptions:
        """The search of event history, without a period if that is not searched. Raises UsageError."""
        options = TimelineOptions(regions=self.regions, current_region=self.current_region, max_events=self.max_events)
        if not is_searched:
            return options
        days = options.days if self.days is None else self.days
        return replace(options, days=days, since=self.since, until=self.until)


@dataclass(frozen=True)
class LogOptions:
    """Log files, as they were given: after the option, or after it and more words."""

    paths: tuple[Path, ...] = ()
    given: tuple[Path, ...] = ()
    event_history: bool = False

    @property
    def are_alone(self) -> bool:
        """Whether nothing but files is searched."""
        return bool(self.given) and not self.event_history

    def require_consistent(self, target: str | None, search: Search) -> None:
        """Raise UsageError for options that contradict each other; a command without a `target` gives None."""
        if self.paths and not self.given:
            path = quoted(str(self.paths[0]))
            if target is None:
                raise UsageError(f"no TARGET is expected, but {path} was given", "Write --from before files.")
            raise UsageError(f"one TARGET is expected, and {path} is another one", "Give one.")
        if self.event_history and not self.given:
            raise UsageError("--event-history needs --from", "Omit it: event history is searched anyway.")
        if search.days is not None and search.since:
            raise UsageError("--days and --since contradict each other", "Give one of them.")
        if search.current_region and self.are_alone:
            raise UsageError("--current-region needs a session", "Name the Region with --region.")
        if self.given and Path(STANDARD_INPUT) in (*self.given, *self.paths) and target == STANDARD_INPUT:
            raise UsageError("TARGET and --from cannot both be standard input", "Store the log in a file.")

    def choice(self, search: Search) -> LogChoice | None:
        """The files to search, if any."""
        if not self.given:
            return None
        for path in (*self.given, *self.paths):
            if path != Path(STANDARD_INPUT) and not _exists(path):
                raise UsageError(f"{quoted(str(path))} does not exist", "Give a CloudTrail log file or a folder.")
        require_positive(search.days)
        now = datetime.now(timezone.utc)
        since = now - timedelta(days=search.days) if search.days else search.since
        files = LogSearch((*self.given, *self.paths), None, search.regions, since, search.until, search.max_events)
        return LogChoice(files, self.event_history)


def _exists(path: Path) -> bool:
    """Whether there is such a file; what cannot be a path, such as a pasted key, is none."""
    try:
        return path.exists()
    except OSError:
        return False


Read = Callable[[Target], Iterator[TimelineUpdate]]


@dataclass(frozen=True)
class LogChoice:
    """Log files to search, and whether event history is searched as well."""

    search: LogSearch
    with_history: bool

    def in_account(self, member: MemberOptions) -> LogChoice:
        """Only the files of the given account. Raises UsageError for options that need AWS."""
        if self.with_history:
            return self
        if member.org or member.role_name or member.external_id:
            raise UsageError("--org, --role-name and --external-id need AWS", "Omit them, or add --event-history.")
        if member.account_id is None:
            return self
        require_account_ids((member.account_id,), "--account")
        return replace(self, search=replace(self.search, account_id=member.account_id))

    @contextmanager
    def stored(self) -> Iterator[LogSearch]:
        """The search, with standard input in a file if it is to be read."""
        from bks_tui.storage.logs.standard_input import stored

        needs_input = Path(STANDARD_INPUT) in self.search.paths
        with stored(sys.stdin.buffer) if needs_input else nullcontext() as standard_input:
            yield replace(self.search, standard_input=standard_input)

    def updates(self, target: Target, history: Read | None, cancelled: threading.Event) -> Iterator[TimelineUpdate]:
        """The updates of a timeline of the files, and of event history, if given."""
        with self.stored() as search:
            yield from self.combined(search, target, history, cancelled)

    def combined(
        self, search: LogSearch, target: Target, history: Read | None, cancelled: threading.Event
    ) -> Iterator[TimelineUpdate]:
        """The same of a search that is stored already."""
        from bks_tui.operations.timeline.combine import combine
        from bks_tui.operations.timeline.log_files import log_timeline

        def files(target: Target) -> Iterator[TimelineUpdate]:
            return log_timeline(search, target, cancelled)

        return combine((history, files) if history else (files,), target, cancelled, search.max_events)

    def hunt(self, cancelled: threading.Event, *, only_use: bool = False) -> Iterator[HuntUpdate]:
        """The updates of a hunt in the files, or of the use of API keys only."""
        from bks_tui.operations.hunt.log_files import log_hunt

        with self.stored() as search:
            yield from log_hunt(search, cancelled, only_use=only_use)
