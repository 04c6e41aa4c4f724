"""A completed scan for people: a table, a summary, and on demand the details of each user.

Cells are `rich.text.Text` of cleaned text: Rich reads no markup in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from rich import box
from rich.table import Table
from rich.text import Text

from bks_tui.core.evidence import Evidence, Unread
from bks_tui.core.iam.user import UserKind
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding, ScanResult
from bks_tui.core.scan.live_credentials import live_access_keys, live_api_keys
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export import formatting as words
from bks_tui.export.scan import statuses

T = TypeVar("T")

# These cannot be part of a name: IAM allows no spaces and parentheses in names.
KIND_MARKS = {UserKind.RENAMED_PHANTOM.value: " (renamed)", UserKind.PROBABLE_PHANTOM.value: " (probable phantom)"}

STATUS_STYLES: Mapping[Status, str] = {
    Status.AT_RISK: "bold red",
    Status.UNKNOWN: "magenta",
    Status.ACTIVE: "yellow",
    Status.NO_LIVE_KEY: "dim",
    Status.ORPHANED: "cyan",
}


def scan_tables(result: ScanResult) -> Iterator[Table]:
    """One table of the phantom users and one of the ordinary users with API keys, if there are any."""
    if result.phantoms:
        yield _table("Phantom users", result.phantoms, result.scanned_at)
    if result.others:
        yield _table("Other users with API keys", result.others, result.scanned_at)


def scan_summary(result: ScanResult) -> Iterator[str]:
    """The phantom users counted by status, and the ordinary ones, line by line."""
    counted = (Status.AT_RISK, Status.UNKNOWN, Status.ACTIVE, Status.ORPHANED)
    statuses = ", ".join(f"{result.count(status)} {status.value}" for status in counted)
    yield f"{pluralize(len(result.phantoms), 'phantom user')}: {statuses}"
    if result.others:
        yield f"{pluralize(len(result.others), 'other user')} with API keys"


def scan_details(result: ScanResult) -> Iterator[str]:
    """Every user with its reasons, holds and notes, line by line."""
    for finding in (*result.phantoms, *result.others):
        assessment = finding.assessment
        yield ""
        yield sanitize(f"{finding.user.name} ({statuses.status(assessment.status)}, {statuses.kind(finding)})")
        for label, texts in (
            ("why ", assessment.reasons),
            ("hold", tuple(hold.reason for hold in assessment.holds)),
            ("note", assessment.notes),
        ):
            for text in texts:
                yield f"  {label}  {sanitize(text)}"


def _table(title: str, findings: tuple[Finding, ...], now: datetime) -> Table:
    table = new_user_table(title)
    for finding in findings:
        table.add_row(*_row(finding, now))
    return table


def new_user_table(title: str) -> Table:
    """An empty table of users."""
    table = new_table(title)
    table.add_column("Status", no_wrap=True)
    # A shortened name would be another user's: on a narrow terminal it folds.
    table.add_column("User", overflow="fold")
    for heading in ("API keys", "Access keys", "Password"):
        table.add_column(heading)
    table.add_column("Age", justify="right")
    table.add_column("Holds", justify="right")
    return table


def new_table(title: str) -> Table:
    """An empty table in the style of bks."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        # With one column of padding, the name of a phantom user fits on 80 columns.
        padding=(0, 1, 0, 0),
    )


def _row(finding: Finding, now: datetime) -> Iterator[Text]:
    user, assessment = finding.user, finding.assessment
    yield Text(statuses.status(assessment.status), STATUS_STYLES[assessment.status])
    mark = KIND_MARKS.get(user.kind.value, "")
    contained = " (contained)" if assessment.contained else ""
    yield Text(sanitize(user.name) + mark + contained)
    yield _fact(user.service_credentials, lambda _: words.live(len(live_api_keys(user, now)), len(user.api_keys)))
    yield _fact(user.access_keys, lambda keys: words.live(len(live_access_keys(user)), len(keys)))
    yield _fact(user.login_profile, lambda profile: "set" if profile else "none")
    yield _fact(user.record, lambda record: words.age(record.created, now))
    yield Text(str(len(assessment.holds) or "-"))


def _fact(fact: Evidence[T], word: Callable[[T], str]) -> Text:
    return Text(words.evidence(fact, word), STATUS_STYLES[Status.UNKNOWN] if isinstance(fact, Unread) else "")
