"""A table of CloudTrail's logs as Athena describes it: its partitions, and whether bks can query it.

The table is the one of https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html,
with the accounts and Regions as further partitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bks_tui.core.account.member import is_account_id
from bks_tui.core.athena.sql import between, identifier, one_of
from bks_tui.core.detection.sql import Sql
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import safe_name

# What a query reads; without one of these, records would be incomplete.
NEEDED_COLUMNS = (
    *("eventversion", "useridentity", "eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress"),
    *("useragent", "errorcode", "errormessage", "requestparameters", "responseelements", "additionaleventdata"),
    *("requestid", "eventid", "readonly", "resources", "eventtype", "recipientaccountid"),
)
# What older tables lack.
OPTIONAL_COLUMNS = ("eventcategory", "sharedeventid", "sessioncredentialfromconsole")

_NEEDED_FIELDS = ("type", "principalid", "arn", "accountid", "accesskeyid", "username", "sessioncontext")
_ACCOUNT_NAMES, _REGION_NAMES = ("account", "account_id", "accountid"), ("region", "aws_region")
_LOCATION = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<prefix>.*)", re.ASCII)
_OWN_ACCOUNT = re.compile(r"/(?P<account>\d{12})/CloudTrail/", re.ASCII)
_DAY_FORMAT = "yyyy/MM/dd"


@dataclass(frozen=True, slots=True)
class TableMetadata:
    """What Athena says of a table: the types of its columns and of its partitions by name, and its properties."""

    columns: Mapping[str, str]
    partitions: Mapping[str, str]
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LogTable:
    """A table that bks can query.

    `template` is the folder of one day of one account and Region in the `bucket`. The names of the partitions are
    None where the table has none. `accounts` and `regions` are those that it lists; an account that Athena takes
    from the query is not listed. `first_day` is the first that it has, if it says so.
    """

    database: str
    name: str
    bucket: str
    template: str
    day: str
    account: str | None = None
    region: str | None = None
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    first_day: date | None = None
    columns: frozenset[str] = field(default_factory=frozenset)
    has_credential_id: bool = False

    @property
    def described(self) -> str:
        """DATABASE.TABLE."""
        return f"{self.database}.{self.name}"

    @property
    def source(self) -> str:
        """The table as a query names it."""
        return f"{identifier(self.database)}.{identifier(self.name)}"

    def prefix(self, account_id: str | None, region: str | None, day: date) -> str:
        """The folder of one day on S3, without the bucket."""
        places = {self.account: account_id, self.region: region, self.day: f"{day:%Y/%m/%d}"}
        text = self.template
        for name, value in places.items():
            if name and value:
                text = text.replace(f"${{{name}}}", value)
        return f"{text.rstrip('/')}/"

    def within(self, accounts: tuple[str, ...], regions: tuple[str, ...], first: date, last: date) -> Iterator[Sql]:
        """The partitions of these accounts and Regions from the first to the last day; none of them means all."""
        if accounts and self.account:
            yield one_of(identifier(self.account), accounts)
        if regions:
            yield one_of(identifier(self.region) if self.region else "awsregion", regions)
        yield between(identifier(self.day), f"{first:%Y/%m/%d}", f"{last:%Y/%m/%d}")


def split_table(text: str) -> tuple[str, str]:
    """The database and the table of DATABASE.TABLE. Raises UsageError."""
    database, dot, name = text.partition(".")
    if not dot:
        raise UsageError(f"{safe_name(text)} is not DATABASE.TABLE", "Give both names: --table DATABASE.TABLE.")
    identifier(database), identifier(name)
    return database.lower(), name.lower()


def log_table(database: str, name: str, metadata: TableMetadata) -> LogTable:
    """The table, if bks can query it. Raises UsageError that names every mismatch."""
    reasons = list(mismatches(metadata))
    if reasons:
        raise UsageError(
            f"the table {database}.{name} cannot be used: {'; '.join(reasons)}",
            "'bks help athena' shows the table that bks needs, and 'bks athena setup' creates one.",
        )
    bucket, prefix = _location(metadata)
    account, region = _partition(metadata, _ACCOUNT_NAMES), _partition(metadata, _REGION_NAMES)
    own = _OWN_ACCOUNT.search(prefix)
    listed = _values(metadata, account) if account else tuple(filter(None, (own and own["account"],)))
    return LogTable(
        database=database,
        name=name,
        bucket=bucket,
        template=prefix,
        day=_day(metadata) or "",
        account=account,
        region=region,
        accounts=listed,
        regions=_values(metadata, region) if region else (),
        first_day=_first_day(metadata),
        columns=frozenset(metadata.columns),
        has_credential_id="credentialid:" in _type(metadata, "useridentity"),
    )


def mismatches(metadata: TableMetadata) -> Iterator[str]:
    """Why bks cannot query a table, one reason each."""
    missing = [name for name in NEEDED_COLUMNS if name not in metadata.columns]
    if missing:
        yield f"it lacks the column{'' if len(missing) == 1 else 's'} {', '.join(missing)}"
    fields = _type(metadata, "useridentity")
    unknown = [name for name in _NEEDED_FIELDS if f"{name}:" not in fields] if fields else []
    if unknown:
        yield f"its column useridentity is not a struct with {', '.join(unknown)}"
    if metadata.properties.get("projection.enabled", "").lower() != "true":
        yield "it has no partition projection"
    elif _day(metadata) is None:
        yield f"it has no partition by day with the format {_DAY_FORMAT}"
    yield from _partition_mismatches(metadata)
    if not any(_location(metadata)):
        yield "its location is not on S3"


def _partition_mismatches(metadata: TableMetadata) -> Iterator[str]:
    known = {_day(metadata), _partition(metadata, _ACCOUNT_NAMES), _partition(metadata, _REGION_NAMES)}
    for name in metadata.partitions:
        if name not in known:
            yield f"it has a partition {safe_name(name)}, which bks does not know"
        # Athena looks for a folder whose name begins with the blank, and finds nothing.
        elif " " in metadata.properties.get(f"projection.{name}.values", ""):
            yield f"the values of its partition {safe_name(name)} contain a blank, for which Athena finds no file"
        elif f"${{{name}}}" not in _template(metadata):
            yield f"its storage.location.template does not contain ${{{safe_name(name)}}}"


def _type(metadata: TableMetadata, column: str) -> str:
    return metadata.columns.get(column, "").lower().replace(" ", "")


def _template(metadata: TableMetadata) -> str:
    return metadata.properties.get("storage.location.template") or metadata.properties.get("location", "")


def _location(metadata: TableMetadata) -> tuple[str, str]:
    """The bucket and the template of the folders in it; empty if they are not on S3."""
    found = _LOCATION.fullmatch(_template(metadata))
    return (found["bucket"], found["prefix"]) if found else ("", "")


def _day(metadata: TableMetadata) -> str | None:
    """The name of the partition by day."""
    return next(
        (
            name
            for name in metadata.partitions
            if metadata.properties.get(f"projection.{name}.type", "").lower() == "date"
            and metadata.properties.get(f"projection.{name}.format") == _DAY_FORMAT
        ),
        None,
    )


def _partition(metadata: TableMetadata, names: tuple[str, ...]) -> str | None:
    return next((name for name in metadata.partitions if name in names), None)


def _values(metadata: TableMetadata, name: str) -> tuple[str, ...]:
    """The values of an enumerated partition; none of an injected one."""
    values = metadata.properties.get(f"projection.{name}.values", "").split(",")
    return tuple(value for value in values if value)


def _first_day(metadata: TableMetadata) -> date | None:
    beginning = metadata.properties.get(f"projection.{_day(metadata)}.range", "").partition(",")[0]
    try:
        return date.fromisoformat(beginning.replace("/", "-"))
    except ValueError:
        return None


def require_covered(table: LogTable, account_id: str) -> None:
    """Raise UsageError for an account whose logs the table does not have."""
    if not is_account_id(account_id) or (table.accounts and account_id not in table.accounts):
        raise UsageError(
            f"the table {table.described} does not have the logs of account {safe_name(account_id)}",
            "Give the table of its trail with --table, or another account with --account.",
        )
