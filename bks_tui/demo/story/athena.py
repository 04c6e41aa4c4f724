"""The trail of the demo account's organization, and the table that its people query with Athena."""

from __future__ import annotations

from bks_tui.core.athena.search import OWN_DATABASE, OWN_TABLE, OWN_WORKGROUP
from bks_tui.core.athena.setup import AthenaSetup, TrailLogs
from bks_tui.core.response.athena_kinds import CREATED_BY
from bks_tui.core.settings import MAX_SCAN
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.athena import StoredDatabase, StoredTable, StoredWorkgroup
from bks_tui.demo.state.log_bucket import StoredTrail
from bks_tui.demo.wire.models import LOADER

REGION = "us-east-1"


def add_trail(account: SimulatedAccount, trail: StoredTrail | None = None) -> StoredTrail:
    """Record all accounts of the organization."""
    stored = trail or StoredTrail("organization-trail", "example-organization-logs", of_organization=True)
    account.trails.append(stored)
    return stored


def _known_regions(partition: str) -> tuple[str, ...]:
    """All Regions of a partition: other accounts may have enabled more than this one."""
    known = next(each for each in LOADER.load_data("partitions")["partitions"] if each["id"] == partition)
    return tuple(sorted(name for name in known["regions"] if not name.endswith("-global")))


def set_up_athena(account: SimulatedAccount, trail: StoredTrail) -> None:
    """Create what `bks athena setup` creates."""
    logs = TrailLogs(
        trail=trail.name,
        bucket=trail.bucket,
        root=trail.root(account),
        account_id=None if trail.of_organization else account.account_id,
        regions=_known_regions(account.partition) if trail.of_organization else tuple(account.enabled_regions),
    )
    setup = AthenaSetup(
        logs, OWN_DATABASE, OWN_TABLE, OWN_WORKGROUP, "s3://example-athena-results/bks/", MAX_SCAN, account.account_id
    )
    table, athena = setup.table_input, account.athena(REGION)
    athena.databases[OWN_DATABASE] = StoredDatabase(OWN_DATABASE, CREATED_BY)
    athena.databases[OWN_DATABASE].tables[OWN_TABLE] = StoredTable(
        OWN_TABLE,
        {column["Name"]: column["Type"] for column in table["StorageDescriptor"]["Columns"]},
        {column["Name"]: column["Type"] for column in table["PartitionKeys"]},
        {**table["Parameters"], "location": table["StorageDescriptor"]["Location"]},
    )
    athena.workgroups[OWN_WORKGROUP] = StoredWorkgroup(OWN_WORKGROUP, CREATED_BY, setup.workgroup_configuration)
