"""Requests to set up Athena and to remove it, and what an account has afterwards."""

from __future__ import annotations

from bks_tui.core.response.requests import AthenaRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.log_bucket import StoredTrail

SETUP = AthenaRequest("bks", "cloudtrail", "bks", "s3://example-results/bks/", 10**9)
REMOVE = AthenaRequest("bks", "cloudtrail", "bks", remove=True)
CREATED = ["CreateDatabase", "CreateTable", "CreateWorkGroup"]
DELETED = ["DeleteWorkGroup", "DeleteTable", "DeleteDatabase"]
CREATING = ("glue:CreateDatabase", "glue:CreateTable", "athena:CreateWorkGroup")
DELETING = ("athena:DeleteWorkGroup", "glue:DeleteTable", "glue:DeleteDatabase")
ALL = {"databases": {"bks": ["cloudtrail"]}, "workgroups": ["bks", "primary"]}
NOTHING = {"databases": {}, "workgroups": ["primary"]}


def recorded(account: SimulatedAccount) -> SimulatedAccount:
    account.trails.append(StoredTrail("trail", "example-logs", prefix="security"))
    return account


def catalog(account: SimulatedAccount) -> dict[str, object]:
    """What Athena has."""
    athena = account.athena("us-east-1")
    return {
        "databases": {name: sorted(database.tables) for name, database in athena.databases.items()},
        "workgroups": sorted(athena.workgroups),
    }
