"""What `bks athena setup` creates: a database, a table with partition projection, and a workgroup with a limit. Pure.

The table is the one of https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html,
with `credentialid`, the id of an API key, and with the account and the Region as partitions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bks_tui.core.athena.sql import identifier
from bks_tui.core.response.athena_kinds import CREATED_BY, MARK

_ISSUER = "struct<type:string,principalid:string,arn:string,accountid:string,username:string>"
_SESSION = (
    "struct<attributes:struct<mfaauthenticated:string,creationdate:string>,"
    f"sessionissuer:{_ISSUER},ec2roledelivery:string,"
    "webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>"
)
_IDENTITY = (
    "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,"
    f"username:string,credentialid:string,onbehalfof:struct<userid:string,identitystorearn:string>,sessioncontext:{_SESSION}>"
)
_TYPES = {
    "useridentity": _IDENTITY,
    "resources": "array<struct<arn:string,accountid:string,type:string>>",
    "tlsdetails": "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
    "addendum": "struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>",
}
COLUMNS: Mapping[str, str] = {
    name: _TYPES.get(name, "string")
    for name in (
        *("eventversion", "useridentity", "eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress"),
        *("useragent", "errorcode", "errormessage", "requestparameters", "responseelements", "additionaleventdata"),
        *("requestid", "eventid", "readonly", "resources", "eventtype", "apiversion", "recipientaccountid"),
        *("serviceeventdetails", "sharedeventid", "vpcendpointid", "vpcendpointaccountid", "eventcategory", "addendum"),
        *("sessioncredentialfromconsole", "edgedevicedetails", "tlsdetails"),
    )
}
PARTITIONS = {"account": "string", "region": "string", "timestamp": "string"}

_SERDE = "org.apache.hive.hcatalog.data.JsonSerDe"
_INPUT = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
# CloudTrail's first month. Days without files cost nothing but the time to look for them.
_FIRST_DAY = "2013/11/01"


@dataclass(frozen=True, slots=True)
class TrailLogs:
    """Where a trail delivers its files, and which accounts and Regions it records.

    `root` is the folder of all accounts, with a slash at its end. `account_id` is None for an organization's trail.
    """

    trail: str
    bucket: str
    root: str
    account_id: str | None
    regions: tuple[str, ...]
    kms_key_id: str | None = None

    @property
    def location(self) -> str:
        """The folder on S3."""
        return f"s3://{self.bucket}/{self.root}"


@dataclass(frozen=True, slots=True)
class AthenaSetup:
    """The names of what is created, the place of results, and the most bytes that a query may scan."""

    logs: TrailLogs
    database: str
    table: str
    workgroup: str
    output: str
    max_scan: int
    owner: str

    @property
    def properties(self) -> dict[str, str]:
        """The properties of the table: its partitions, which Athena computes instead of looking for them."""
        # A blank after a comma would be part of a value.
        accounts = (
            {"projection.account.type": "enum", "projection.account.values": self.logs.account_id}
            if self.logs.account_id
            else {"projection.account.type": "injected"}
        )
        return {
            "projection.enabled": "true",
            **accounts,
            "projection.region.type": "enum",
            "projection.region.values": ",".join(self.logs.regions),
            "projection.timestamp.type": "date",
            "projection.timestamp.format": "yyyy/MM/dd",
            "projection.timestamp.range": f"{_FIRST_DAY},NOW",
            "projection.timestamp.interval": "1",
            "projection.timestamp.interval.unit": "DAYS",
            "storage.location.template": f"{self.logs.location}${{account}}/CloudTrail/${{region}}/${{timestamp}}",
            "classification": "cloudtrail",
            MARK[0]: MARK[1],
        }

    @property
    def database_input(self) -> dict[str, Any]:
        """The database as Glue takes it."""
        return {"Name": self.database, "Description": CREATED_BY}

    @property
    def table_input(self) -> dict[str, Any]:
        """The table as Glue takes it."""
        return {
            "Name": self.table,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"EXTERNAL": "TRUE", **self.properties},
            "PartitionKeys": [{"Name": name, "Type": kind} for name, kind in PARTITIONS.items()],
            "StorageDescriptor": {
                "Columns": [{"Name": name, "Type": kind} for name, kind in COLUMNS.items()],
                "Location": self.logs.location,
                "InputFormat": _INPUT,
                "OutputFormat": _OUTPUT,
                "SerdeInfo": {"SerializationLibrary": _SERDE},
            },
        }

    @property
    def workgroup_configuration(self) -> dict[str, Any]:
        """The settings of the workgroup, which apply whatever a query asks for."""
        return {
            "EnforceWorkGroupConfiguration": True,
            "BytesScannedCutoffPerQuery": self.max_scan,
            "ResultConfiguration": {"OutputLocation": self.output, "ExpectedBucketOwner": self.owner},
            "EngineVersion": {"SelectedEngineVersion": "Athena engine version 3"},
        }

    @property
    def statements(self) -> tuple[str, str]:
        """The same database and table as SQL, for whoever creates them otherwise."""
        columns = ",\n".join(f"    `{name}` {kind}" for name, kind in COLUMNS.items())
        partitions = ", ".join(f"`{name}` {kind}" for name, kind in PARTITIONS.items())
        properties = ",\n".join(f"    {_string(name)} = {_string(value)}" for name, value in self.properties.items())
        database, table = (identifier(name).replace('"', "`") for name in (self.database, self.table))
        return (
            f"CREATE DATABASE IF NOT EXISTS {database} COMMENT {_string(CREATED_BY)}",
            f"CREATE EXTERNAL TABLE {database}.{table} (\n{columns}\n)\n"
            f"PARTITIONED BY ({partitions})\n"
            f"ROW FORMAT SERDE '{_SERDE}'\n"
            f"STORED AS INPUTFORMAT '{_INPUT}'\n"
            f"OUTPUTFORMAT '{_OUTPUT}'\n"
            f"LOCATION {_string(self.logs.location)}\n"
            f"TBLPROPERTIES (\n{properties}\n)",
        )


def _string(value: str) -> str:
    return "'{}'".format(value.replace("'", "''"))


def as_text(value: Mapping[str, Any]) -> str:
    """A structure as the text that the journal keeps, and the AWS CLI takes."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)
