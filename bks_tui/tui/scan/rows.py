"""Rows of the lists: a user, an AWS call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

from bks_tui.core.account.account import ApiCall
from bks_tui.core.document import Cell, Tone
from bks_tui.core.evidence import Unread, known_items
from bks_tui.core.iam.user import User, UserKind
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.live_credentials import live_access_keys, live_api_keys
from bks_tui.export import formatting as words
from bks_tui.export.scan import statuses
from bks_tui.tui.kit.times import MomentCell
from bks_tui.tui.scan.view import created, is_use_unread, last_used

STATUS_TONES: Mapping[Status, Tone] = {
    Status.AT_RISK: Tone.DANGER,
    Status.UNKNOWN: Tone.WARNING,
    Status.ACTIVE: Tone.INFO,
    Status.NO_LIVE_KEY: Tone.DIM,
    Status.ORPHANED: Tone.DIM,
}

# "No such password" is an answer like any other.
_ANSWERS = ("ok", "NoSuchEntity")
_KIND_WORDS = {
    UserKind.PHANTOM: "phantom",
    UserKind.RENAMED_PHANTOM: "renamed",
    UserKind.PROBABLE_PHANTOM: "probable",
    UserKind.ORDINARY: "ordinary",
}
_TIME = "%H:%M:%S"


def user_cells(finding: Finding, now: datetime) -> tuple[Cell, ...]:
    """A row of the list: status, name, kind, API keys, access keys, age, last use."""
    user, assessment = finding.user, finding.assessment
    since = created(user)
    return (
        Cell(statuses.status_or_contained(assessment), STATUS_TONES[assessment.status]),
        Cell(user.name, Tone.STRONG if user.is_phantom else Tone.PLAIN),
        Cell(_KIND_WORDS[user.kind], Tone.DIM),
        _live_of_all(user.service_credentials, len(live_api_keys(user, now)), len(user.api_keys)),
        _live_of_all(user.access_keys, len(live_access_keys(user)), len(known_items(user.access_keys))),
        Cell(words.age(since, now) if since else "?", Tone.DIM if since else Tone.WARNING),
        _last_use(user, now),
    )


def _last_use(user: User, now: datetime) -> Cell:
    if is_use_unread(user):
        return Cell("?", Tone.WARNING)
    used = last_used(user)
    return Cell(words.age(used, now) if used else "-", Tone.DIM)


def _live_of_all(evidence: object, live: int, total: int) -> Cell:
    if isinstance(evidence, Unread):
        return Cell("?", Tone.WARNING)
    return Cell(f"{live}/{total}" if total else "-", Tone.PLAIN if live else Tone.DIM)


def call_cells(call: ApiCall) -> tuple[Cell, ...]:
    """A row of the AWS calls: time, service:Action, Region, milliseconds, outcome."""
    retries = f" ({call.retries} retries)" if call.retries else ""
    return (
        MomentCell(f"{call.when.astimezone(timezone.utc):{_TIME}}", Tone.DIM, call.when, _TIME),
        Cell(call.operation),
        Cell(call.region, Tone.DIM),
        Cell(f"{call.milliseconds} ms", Tone.DIM),
        Cell(call.outcome + retries, Tone.DIM if call.outcome in _ANSWERS else Tone.WARNING),
    )
