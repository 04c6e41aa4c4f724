"""The fields of accounts in a filter."""

from __future__ import annotations

from collections.abc import Callable

from bks_tui.core.filter.fields import UNREAD, FieldKind, FieldTable, FilterField, Values, slug
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import StatusCounts
from bks_tui.tui.accounts.state import AccountEntry

_TEXT, _CHOICE, _NUMBER = FieldKind.TEXT, FieldKind.CHOICE, FieldKind.NUMBER

_NOT_READ = "not-read"


def _text(entry: AccountEntry) -> str:
    member, record = entry.member, entry.record
    outcome = record.outcome.label if record else "not read"
    return "\n".join((member.name, member.account_id, member.ou_path, outcome, entry.progress)).casefold()


def _read_at(entry: AccountEntry) -> Values:
    return (entry.record.scan_time,) if entry.record and entry.record.scan_time else UNREAD


def _number(count: Callable[[StatusCounts], int]) -> Callable[[AccountEntry], Values]:
    """A number of phantom users; those of an account that was not read are unknown."""

    def read(entry: AccountEntry) -> Values:
        counts = entry.record.summary if entry.record else None
        return UNREAD if counts is None else (count(counts),)

    return read


ACCOUNT_FIELDS: FieldTable[AccountEntry] = FieldTable(
    "accounts",
    (
        FilterField("name", "the name of the account", _TEXT, lambda entry: (entry.member.name,)),
        FilterField("id", "the id of the account", _TEXT, lambda entry: (entry.member.account_id,)),
        FilterField("ou", "the OU", _TEXT, lambda entry: (entry.member.ou_path,)),
        FilterField(
            "outcome",
            "what became of it",
            _CHOICE,
            lambda entry: (slug(entry.record.outcome.label) if entry.record else _NOT_READ,),
            (*(slug(outcome.label) for outcome in AccountOutcome), _NOT_READ),
        ),
        FilterField("at-risk", "phantom users AT RISK", _NUMBER, _number(lambda counts: counts.at_risk)),
        FilterField("unknown", "phantom users UNKNOWN", _NUMBER, _number(lambda counts: counts.unknown)),
        FilterField("active", "phantom users ACTIVE", _NUMBER, _number(lambda counts: counts.active)),
        FilterField("orphaned", "phantom users ORPHANED", _NUMBER, _number(lambda counts: counts.orphaned)),
        FilterField("age", "since it was read", FieldKind.AGE, _read_at),
    ),
    _text,
)
