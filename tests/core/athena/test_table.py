"""A table is used if bks can query it; otherwise every mismatch is explained."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from bks_tui.core.athena.setup import COLUMNS, PARTITIONS, AthenaSetup, TrailLogs
from bks_tui.core.athena.table import TableMetadata, log_table, mismatches, require_covered, split_table
from bks_tui.core.errors import UsageError

ACCOUNT = "111122223333"
LOGS = TrailLogs("trail", "example-logs", "p/AWSLogs/", ACCOUNT, ("eu-west-1", "us-east-1"))
SETUP = AthenaSetup(LOGS, "bks", "cloudtrail", "bks", "s3://results/bks/", 10**9, ACCOUNT)
OWN = TableMetadata(COLUMNS, PARTITIONS, SETUP.properties)


def but(columns: Mapping[str, str] = COLUMNS, partitions: Mapping[str, str] = PARTITIONS) -> TableMetadata:
    """The table of bks with other columns or partitions."""
    return TableMetadata(columns, partitions, SETUP.properties)


def having(name: str, value: str) -> TableMetadata:
    """The table of bks with another value of one property."""
    return TableMetadata(COLUMNS, PARTITIONS, {**SETUP.properties, name: value})


def test_what_setup_creates_can_be_queried() -> None:
    table = log_table("bks", "cloudtrail", OWN)
    assert (table.bucket, table.accounts, table.regions, table.has_credential_id) == (
        "example-logs",
        (ACCOUNT,),
        ("eu-west-1", "us-east-1"),
        True,
    )
    assert table.first_day == date(2013, 11, 1)


def test_the_folder_of_a_day_is_where_cloudtrail_delivers_it() -> None:
    folder = log_table("bks", "cloudtrail", OWN).prefix(ACCOUNT, "eu-west-1", date(2026, 3, 2))
    assert folder == "p/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/02/"


def test_the_table_of_the_documentation_can_be_queried() -> None:
    identity = COLUMNS["useridentity"].replace("credentialid:string,", "")
    properties = {
        "projection.enabled": "true",
        "projection.timestamp.type": "date",
        "projection.timestamp.format": "yyyy/MM/dd",
        "projection.timestamp.range": "2020/01/01,NOW",
        "storage.location.template": "s3://logs/AWSLogs/111122223333/CloudTrail/us-east-1/${timestamp}",
    }
    metadata = TableMetadata({**COLUMNS, "useridentity": identity}, {"timestamp": "string"}, properties)
    table = log_table("default", "logs", metadata)
    assert (table.account, table.region, table.accounts, table.has_credential_id) == (None, None, (ACCOUNT,), False)


WITHOUT_ID = {name: kind for name, kind in COLUMNS.items() if name not in ("eventid", "resources")}


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        (but(columns=WITHOUT_ID), "it lacks the columns eventid, resources"),
        (but(columns={**COLUMNS, "useridentity": "string"}), "its column useridentity is not a struct with type"),
        (having("projection.enabled", "false"), "it has no partition projection"),
        (having("projection.timestamp.format", "yyyy-MM-dd"), "no partition by day with the format yyyy/MM/dd"),
        (but(partitions={**PARTITIONS, "year": "string"}), "it has a partition year, which bks does not know"),
        (having("projection.region.values", "eu-west-1, us-east-1"), "its partition region contain a blank"),
        (having("storage.location.template", "s3://logs/${account}/${timestamp}"), "does not contain ${region}"),
        (having("storage.location.template", "hdfs://x/${account}/${region}/${timestamp}"), "is not on S3"),
    ],
)
def test_a_mismatch_is_explained(metadata: TableMetadata, reason: str) -> None:
    with pytest.raises(UsageError) as refused:
        log_table("default", "logs", metadata)
    assert reason in str(refused.value)
    assert str(refused.value).startswith("the table default.logs cannot be used: ")


def test_all_mismatches_are_named() -> None:
    assert len(list(mismatches(TableMetadata({}, {}, {})))) == 3


def test_an_account_that_the_table_does_not_list_is_refused() -> None:
    with pytest.raises(UsageError, match="does not have the logs of account 999988887777"):
        require_covered(log_table("bks", "cloudtrail", OWN), "999988887777")


@pytest.mark.parametrize("text", ["cloudtrail", "a.b.c", "a.b c", ".b"])
def test_a_table_is_named_with_its_database(text: str) -> None:
    with pytest.raises(UsageError):
        split_table(text)


def test_the_printed_sql_creates_the_same_table() -> None:
    database, table = SETUP.statements
    assert database == "CREATE DATABASE IF NOT EXISTS `bks` COMMENT 'Created by bks'"
    assert all(f"    `{name}` {kind}" in table for name, kind in COLUMNS.items())
    assert all(f"'{name}' = '{value}'" in table for name, value in SETUP.properties.items())
    assert f"LOCATION '{SETUP.table_input['StorageDescriptor']['Location']}'" in table


def test_the_accounts_of_an_organization_come_from_the_query() -> None:
    of_all = AthenaSetup(
        TrailLogs("trail", "logs", "AWSLogs/o-exampleorg/", None, ("us-east-1",)), "a", "b", "c", "s3://r/", 1, ACCOUNT
    )
    assert of_all.properties["projection.account.type"] == "injected"
    assert log_table("a", "b", TableMetadata(COLUMNS, PARTITIONS, of_all.properties)).accounts == ()
