"""Write the evidence of an incident as a package."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bks_tui import __version__
from bks_tui.aws.api import read_or_unread
from bks_tui.aws.cloudtrail.trails import read_trails
from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.cloudtrail.trail import Trail
from bks_tui.core.evidence import Evidence
from bks_tui.core.report.evidence import Collection
from bks_tui.core.report.incident import Incident
from bks_tui.export.evidence.to_files import bundle_files, bundle_info
from bks_tui.storage.bag.write import WrittenBag, write_bag
from bks_tui.storage.chained_lines import json_text, parsed
from bks_tui.storage.journal import SCHEMA, Journal


@dataclass(frozen=True, slots=True)
class EvidenceSaved:
    """An evidence bundle was written to `path`."""

    path: Path
    collection: Collection
    bag: WrittenBag


def collect_evidence(
    session: AwsSession | None, incident: Incident, cancelled: threading.Event, patience: RetryBudget | None = None
) -> Collection:
    """Read what a bundle says besides the incident. Without a session, AWS is not asked. Raises CancelledError."""
    if session is None:
        return Collection(incident, __version__)

    def read(wait: Wait) -> Evidence[tuple[Trail, ...]]:
        return read_or_unread(lambda: read_trails(session.api("cloudtrail", wait=wait, patience=patience)))

    trails = call_in_worker(read, cancelled)
    return Collection(incident, __version__, session.calls.clock_offset, trails)


def save_evidence(path: Path, collection: Collection, journal: Journal, *, overwrite: bool) -> EvidenceSaved:
    """Write the bundle to a directory, or to a file that ends in .zip. Raises FileError."""
    files = bundle_files(collection, journal.path, _extract(journal, collection.incident))
    bag = write_bag(path, files, bundle_info(collection), overwrite=overwrite)
    return EvidenceSaved(path, collection, bag)


def _extract(journal: Journal, incident: Incident) -> Iterator[str]:
    """The lines of the journal on what was done in the incident, each as it is there."""
    ids = {operation.operation_id for operation in incident.actions_taken}
    for line in journal.lines() if ids else ():
        record = parsed(line, SCHEMA)
        if record is not None and record.get("operation_id") in ids:
            yield json_text(line)
