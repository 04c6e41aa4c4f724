"""A scan that is stored while it runs: the header before anything is read, then a record for each account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bks_tui.core.account.account import Account
from bks_tui.core.account.member import MemberAccount
from bks_tui.core.errors import UsageError
from bks_tui.core.evidence import Known
from bks_tui.core.scan.findings import ScanOptions, ScanResult
from bks_tui.core.scan.organization import AccountOutcome, AccountScan
from bks_tui.core.scan.run import AccountRecord, RunHeader, StoredRun, counts_of
from bks_tui.export.scan.to_json import user_fields
from bks_tui.storage.run_file import new_run_id

_HOUR = timedelta(hours=1)


def header_of(
    account: Account | None,
    options: ScanOptions,
    now: datetime,
    source: str,
    members: tuple[MemberAccount, ...],
    role_name: str | None = None,
    warnings: tuple[str, ...] = (),
) -> RunHeader:
    """The beginning of a run by the caller of `account`; None where each account has a profile of its own."""
    return RunHeader(
        run_id=new_run_id(now),
        source=source,
        started=now,
        minimum_age=options.minimum_age / _HOUR,
        services=options.services,
        role_name=role_name,
        accounts=members,
        warnings=warnings,
        **_caller(account),
    )


def _caller(account: Account | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {
        "account_id": account.account_id,
        "account_alias": account.alias.value if isinstance(account.alias, Known) else None,
        "caller_arn": account.caller_arn,
        "partition": account.partition,
        "region": account.region,
        "demo": account.demo,
    }


def record_of(scan: AccountScan) -> AccountRecord:
    """What became of an account, as it is stored and printed."""
    member, result = scan.member, scan.result
    if result is None:
        return AccountRecord(member.account_id, member.name, member.ou_path, scan.outcome, scan.reason, scan.role_arn)
    return AccountRecord(
        account_id=result.account.account_id,
        account_name=member.name,
        ou_path=member.ou_path,
        outcome=scan.outcome,
        reason="; ".join(result.warnings),
        role_arn=scan.role_arn,
        scan_time=result.scanned_at,
        summary=counts_of(result),
        may_lack_users=result.may_lack_users,
        phantom_users=tuple(user_fields(finding, result.scanned_at) for finding in result.phantoms),
        other_users=tuple(user_fields(finding, result.scanned_at) for finding in result.others),
    )


def single_record(result: ScanResult, member: MemberAccount | None = None) -> AccountRecord:
    """The record of a scan of one account only, which an organization may know as `member`."""
    account = result.account
    alias = account.alias.value if isinstance(account.alias, Known) else None
    outcome = AccountOutcome.DONE if result.complete else AccountOutcome.INCOMPLETE
    member = member or MemberAccount(account.account_id, alias or "")
    return record_of(AccountScan(member, outcome, role_arn=account.role_arn, result=result))


def require_same_caller(run: StoredRun, account: Account) -> None:
    """Raise UsageError where a run was started from another account: its roles trust that one."""
    header = run.header
    if (header.partition, header.account_id) != (account.partition, account.account_id):
        raise UsageError(
            f"the run {header.run_id} was started from account {header.account_id}, not from {account.account_id}",
            f"Use credentials of account {header.account_id}, or start a new run.",
        )
