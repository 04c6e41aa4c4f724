"""How far the reading of log files is: what was found, read and skipped, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bks_tui.core.cloudtrail.log_path import LogPath
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.log_days import missing_days, quiet_regions
from bks_tui.core.timeline.log_search import FILES_LIMITATIONS, LogSearch
from bks_tui.core.timeline.source import LOG_FILES, Coverage, FileProgress, Gap
from bks_tui.storage.logs.find import FoundFiles, LogFile, gap_of
from bks_tui.storage.logs.reader import FileRead

IAM_REGION = "us-east-1"
NO_FILE = "no log file was found"


class LogReading:
    """The files of one search. Each pass reads some of them."""

    def __init__(self, search: LogSearch, now: datetime) -> None:
        self._search, self._now = search, now
        self._found = FoundFiles()
        self._gaps: dict[Gap, None] = {}
        self._sizes: dict[LogFile, int] = {}
        self._skipped: set[LogFile] = set()
        self._done = 0

    @property
    def files(self) -> Sequence[LogFile]:
        """The files that have records, as far as known."""
        return [file for file in self._found.files if file not in self._skipped]

    @property
    def paths(self) -> Sequence[LogPath]:
        """What the paths of the files say that were read."""
        return [file.log_path for file in self._sizes if file.log_path]

    def begin(self, found: FoundFiles) -> Iterator[Gap | FileProgress]:
        """Start with the files that were found."""
        self._found = found
        for gap in found.gaps:
            yield from self.note(gap)
        if self._search.regions and IAM_REGION not in self._search.regions:
            reason = "IAM events are in this Region, but it was not chosen: they were not searched"
            yield from self.note(Gap(IAM_REGION, LOG_FILES, reason))
        yield self.progress(0)

    def begin_pass(self) -> None:
        """Begin to count the files anew."""
        self._done = 0

    def take(self, end: FileRead, events: int) -> Iterator[Gap | FileProgress]:
        """Process the end of a file; so many events were found until then."""
        self._done += 1
        if end.problem:
            yield from self.note(gap_of(end.file.name, end.problem))
        if end.skipped:
            self._skipped.add(end.file)
            self._found.skipped[end.skipped] += 1
        else:
            self._sizes[end.file] = end.bytes
        yield self.progress(events)

    def stop(self) -> Iterator[Gap]:
        """The user cancelled."""
        yield from self.note(Gap(None, LOG_FILES, "stopped by you before everything was read"))

    def end(self) -> Iterator[Gap]:
        """Yield what is only known at the end."""
        if not self._found.files and not self._gaps:
            yield from self.note(Gap(None, LOG_FILES, NO_FILE))
        paths = [file.log_path for file in self._found.files if file.log_path]
        since, until = self._search.since, self._search.until
        # The files of the last day may still be on their way.
        last = min(until, self._now - timedelta(days=1)).date() if until else None
        for gap in missing_days(paths, since.date() if since else None, last):
            yield from self.note(gap)

    def note(self, gap: Gap) -> Iterator[Gap]:
        """Yield a gap once."""
        if gap not in self._gaps:
            self._gaps[gap] = None
            yield gap

    def progress(self, events: int) -> FileProgress:
        """How many files of this pass are read."""
        return FileProgress(self._done, len(self._found.files), events)

    def coverage(self, duplicates: int) -> Coverage:
        """What was read; so many events were in more than one file."""
        days = [path.day for path in self.paths]
        return Coverage(
            LOG_FILES,
            accounts=tuple(sorted({path.account_id for path in self.paths})),
            regions=tuple(sorted({path.region for path in self.paths})),
            first_day=min(days, default=None),
            last_day=max(days, default=None),
            files=len(self._sizes),
            bytes=sum(self._sizes.values()),
            gaps=tuple(sorted(self._gaps, key=lambda gap: (gap.region or "", gap.source, gap.reason))),
            skipped=tuple(sorted((reason, count) for reason, count in self._found.skipped.items())),
            notes=(*quiet_regions(self.paths), *_of_duplicates(duplicates)),
            limits=FILES_LIMITATIONS,
        )


def _of_duplicates(number: int) -> Iterator[str]:
    if number:
        yield (
            f"{pluralize(number, 'event')} found in more than one file, as when the trails of an account and of its "
            "organization record the same; each is shown once."
        )
