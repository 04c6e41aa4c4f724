"""A scan of many accounts as JSON and JSON lines: `bks.scan/1` with `accounts`, and the account of each user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from bks_tui.core.scan.diff import ScanDiff, UserChange
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord, StoredRun, total
from bks_tui.export.formatting import timestamp, timestamp_if_known
from bks_tui.export.scan.to_json import SCHEMA


def organization_document(run: StoredRun, records: Iterable[AccountRecord]) -> dict[str, object]:
    """The whole run; `records` are those of its accounts with their users."""
    every = sorted(records, key=lambda record: record.urgency)
    return {
        "schema": SCHEMA,
        "scan_metadata": _metadata(run),
        "summary": asdict(total(every)),
        "accounts": [account_fields(record) for record in (*every, *_missing(run))],
        "phantom_users": [user for record in every for user in users_of(record, record.phantom_users)],
        "other_users": [user for record in every for user in users_of(record, record.other_users)],
    }


def account_line(record: AccountRecord) -> dict[str, object]:
    """A finished account as a line of `--jsonl`."""
    return {
        "schema": SCHEMA,
        "type": "account",
        **account_fields(record),
        "phantom_users": users_of(record, record.phantom_users),
        "other_users": users_of(record, record.other_users),
    }


def end_line(run: StoredRun) -> dict[str, object]:
    """The last line of `--jsonl`: without it the lines are incomplete."""
    every = (*run.records.values(), *_missing(run))
    return {
        "schema": SCHEMA,
        "type": "end",
        "scan_metadata": _metadata(run),
        "summary": asdict(total(run.records.values())),
        "outcomes": {outcome.value: sum(each.outcome is outcome for each in every) for outcome in AccountOutcome},
    }


def account_fields(record: AccountRecord) -> dict[str, object]:
    """An account of `accounts`; the id of a profile that did not answer is null."""
    return {
        "account_id": record.account_id or None,
        "account_name": record.account_name,
        "ou_path": record.ou_path,
        "outcome": record.outcome.value,
        "reason": record.reason or None,
        "role_arn": record.role_arn,
        "scan_time": timestamp_if_known(record.scan_time),
        "summary": asdict(record.summary) if record.summary else None,
    }


def users_of(record: AccountRecord, users: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Users of an account, each with the account."""
    account = {"account_id": record.account_id, "account_name": record.account_name, "ou_path": record.ou_path}
    return [{**account, **user} for user in users]


def diff_fields(diff: ScanDiff) -> dict[str, object]:
    """The differences to an earlier run."""
    return {
        "run_id": diff.run_id,
        "new": [_change_fields(change) for change in diff.new],
        "gone": [_change_fields(change) for change in diff.gone],
        "changed": [_change_fields(change) for change in diff.changed],
        "not_compared": list(diff.not_compared),
    }


def _change_fields(change: UserChange) -> dict[str, object]:
    return {**asdict(change), "changes": list(change.changes)}


def _missing(run: StoredRun) -> list[AccountRecord]:
    """The accounts that an interrupted run has not read."""
    return [
        AccountRecord(member.account_id, member.name, member.ou_path, AccountOutcome.NOT_REACHED, "not read yet")
        for member in run.missing
    ]


def _metadata(run: StoredRun) -> dict[str, object]:
    header = run.header
    unfinished = (record for record in (*run.records.values(), *_missing(run)) if not record.is_done)
    return {
        "account_id": header.account_id,
        "account_alias": header.account_alias,
        "partition": header.partition,
        "region": header.region,
        "scan_time": timestamp(header.started),
        "caller_arn": header.caller_arn,
        "demo": header.demo,
        "complete": run.is_complete and not header.warnings,
        "warnings": [
            *header.warnings,
            *(f"{record.key}: {record.outcome.label}: {record.reason}" for record in unfinished),
        ],
        "unread": {},
        "run_id": header.run_id,
        "source": header.source,
        "role_name": header.role_name,
    }
