"""A report or evidence as the app saves it: everything is read again in a thread, then written to one private file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import BksError
from bks_tui.core.timeline.log_search import LogSearch
from bks_tui.core.timeline.timeline import Timeline, TimelineOptions
from bks_tui.tui.kit.save_path import SaveTarget, proposed_path

if TYPE_CHECKING:
    from bks_tui.aws.session import AwsSession
    from bks_tui.core.report.incident import Incident
    from bks_tui.storage.journal import Journal

# The choice beside the formats of a report.
EVIDENCE = "evidence"


@dataclass(frozen=True)
class ReportSaved:
    """A report was written; `complete` is False if something could not be read."""

    path: Path
    complete: bool


def report_path(target: str, now: datetime, form: str) -> Path:
    """The proposed path of a report on `target`: in the current directory, with the time in its name."""
    from bks_tui.export.report.formats import FORMATS

    kind, ending = (EVIDENCE, "zip") if form == EVIDENCE else ("report", FORMATS[form][1])
    return proposed_path(kind, target, now, ending)


def require_report_target(path: Path, form: str) -> None:
    """Raise FileError for a path at which a report of this format cannot be written."""
    from bks_tui.storage.bag.write import require_bag_target
    from bks_tui.storage.private_file import require_target

    if form == EVIDENCE:
        require_bag_target(path, overwrite=True)
    else:
        require_target(path)


def save_report(
    session: AwsSession,
    target: Target,
    options: TimelineOptions,
    form: str,
    saved_as: SaveTarget,
    clock: Callable[[], datetime],
    cancelled: threading.Event,
) -> Iterator[ReportSaved]:
    """Read everything about the target, and save it in the format `form`. Raises BksError."""
    # Imported here, since it imports boto3.
    from bks_tui.core.cost.cost import Cost
    from bks_tui.operations.cost.cost import cost
    from bks_tui.operations.report.report import UserRead, incident, report
    from bks_tui.storage.journal import Journal, default_directory

    user: UserRead | None = None
    whole: Timeline | None = None
    for update in cost(report(session, target, options, cancelled, clock), cancelled, session=session):
        if isinstance(update, UserRead):
            user = update
        elif isinstance(update, Timeline):
            whole = update
        # A stopped report leaves no partial file.
        elif isinstance(update, Cost) and user and whole and not cancelled.is_set():
            journal = Journal(default_directory(demo=session.choice.demo))
            content = incident(user, whole, journal, cost=update)
            if form == EVIDENCE:
                yield _saved_evidence(content, session, journal, saved_as, cancelled)
            else:
                yield _saved(content, form, saved_as)


@dataclass(frozen=True)
class ReportFailed:
    """Why the report on one of several targets was not saved."""

    target: Target
    error: BksError


@dataclass(frozen=True)
class ReportsEnded:
    """A report on each target was written to a folder, but for those that failed."""

    folder: Path


def save_reports(
    session: AwsSession,
    targets: Sequence[Target],
    options: TimelineOptions,
    form: str,
    clock: Callable[[], datetime],
    cancelled: threading.Event,
) -> Iterator[ReportSaved | ReportFailed | ReportsEnded]:
    """Save a report on each target, one after the other, in a new folder. Raises FileError without one."""
    from bks_tui.storage.private_file import new_private_directory

    folder = Path(f"bks-reports-{clock():%Y%m%dT%H%M%SZ}")
    new_private_directory(folder)
    for target in targets:
        if cancelled.is_set():
            return
        saved_as = SaveTarget(folder / report_path(target.text, clock(), form))
        try:
            yield from save_report(session, target, options, form, saved_as, clock, cancelled)
        except BksError as error:
            yield ReportFailed(target, error)
    yield ReportsEnded(folder.resolve())


def save_report_of_files(
    search: LogSearch,
    target: Target,
    form: str,
    saved_as: SaveTarget,
    clock: Callable[[], datetime],
    cancelled: threading.Event,
) -> Iterator[ReportSaved]:
    """Read the events of the target in log files, and save a report without asking AWS. Raises BksError."""
    from bks_tui.core.cost.cost import Cost
    from bks_tui.operations.cost.cost import cost
    from bks_tui.operations.report.incident import NOT_ASKED, incident
    from bks_tui.operations.timeline.log_files import log_timeline
    from bks_tui.storage.journal import Journal, default_directory

    whole: Timeline | None = None
    for update in cost(log_timeline(search, target, cancelled, clock), cancelled, files=search):
        if isinstance(update, Timeline):
            whole = update
        elif isinstance(update, Cost) and whole and not cancelled.is_set():
            journal = Journal(default_directory(demo=False))
            content = incident(NOT_ASKED, whole, journal, clock(), cost=update)
            if form == EVIDENCE:
                yield _saved_evidence(content, None, journal, saved_as, cancelled)
            else:
                yield _saved(content, form, saved_as)


def _saved(content: Incident, form: str, saved_as: SaveTarget) -> ReportSaved:
    from bks_tui.export.report.formats import write_report
    from bks_tui.storage.private_file import write_private

    written = write_report(content, form)
    saved_as.require_free()
    write_private(saved_as.path, written)
    return ReportSaved(saved_as.path.resolve(), complete=content.complete)


def _saved_evidence(
    content: Incident, session: AwsSession | None, journal: Journal, saved_as: SaveTarget, cancelled: threading.Event
) -> ReportSaved:
    from bks_tui.operations.report.evidence import collect_evidence, save_evidence

    collection = collect_evidence(session, content, cancelled)
    save_evidence(saved_as.path, collection, journal, overwrite=saved_as.overwrite)
    return ReportSaved(saved_as.path.resolve(), complete=content.complete)
