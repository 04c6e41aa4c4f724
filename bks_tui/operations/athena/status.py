"""Whether a table can be queried, and what its setup is."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from bks_tui.aws.athena.catalog import read_table, read_workgroup
from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account
from bks_tui.core.athena.setup import AthenaSetup, TrailLogs
from bks_tui.core.athena.table import TableMetadata
from bks_tui.core.athena.workgroup import Workgroup
from bks_tui.operations.athena.evidence import trail_logs


@dataclass(frozen=True, slots=True)
class AthenaStatus:
    """The table and the workgroup of these names, as Athena describes them; None: there is none."""

    account: Account
    table: TableMetadata | None
    workgroup: Workgroup | None


def athena_status(
    session: AwsSession,
    database: str,
    table: str,
    workgroup: str,
    cancelled: threading.Event,
    patience: RetryBudget | None = None,
) -> AthenaStatus:
    """Read the table and the workgroup. Raises AwsError, and CancelledError soon after `cancelled` is set."""

    def read(wait: Wait) -> AthenaStatus:
        account = session.identify(wait, patience)
        api = session.api("athena", wait=wait, patience=patience)
        return AthenaStatus(account, read_table(api, database, table), read_workgroup(api, workgroup))

    return call_in_worker(read, cancelled)


def setup_statements(
    session: AwsSession, database: str, table: str, trail: str | None, cancelled: threading.Event
) -> tuple[str, ...]:
    """The SQL that creates the database and the table for a trail. Raises UsageError, AwsError, CancelledError."""

    def read(wait: Wait) -> TrailLogs:
        account = session.identify(wait)
        return trail_logs(lambda service: session.api(service, wait=wait), account, trail)

    logs = call_in_worker(read, cancelled)
    return AthenaSetup(logs, database, table, "", "", 0, "").statements
