"""What a setup of Athena is planned from: what Athena has, and where the trail delivers. Read again each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bks_tui.aws.api import Api
from bks_tui.aws.athena.catalog import has_saved_queries, read_database, read_table, read_workgroup, table_names
from bks_tui.aws.cloudtrail.trails import Trail, read_trails
from bks_tui.aws.log_bucket import region_of_bucket
from bks_tui.aws.regions import enabled_regions, known_regions
from bks_tui.core.account.account import Account
from bks_tui.core.athena.plan_setup import AthenaEvidence, AthenaNames
from bks_tui.core.athena.setup import TrailLogs
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import safe_name


def region_of(api: Api) -> str:
    """The Region that a client works in."""
    return str(api.client.meta.region_name)


def athena_evidence(api: Api, names: AthenaNames) -> AthenaEvidence:
    """What Athena has under these names. Raises AwsError."""
    database, workgroup = read_database(api, names.database), read_workgroup(api, names.workgroup)
    return AthenaEvidence(
        names=names,
        database=database,
        tables=table_names(api, names.database) if database is not None else (),
        table=read_table(api, names.database, names.table) if database is not None else None,
        workgroup=workgroup,
        has_saved_queries=workgroup is not None and has_saved_queries(api, names.workgroup),
    )


def trail_logs(api: Callable[[str], Api], account: Account, name: str | None) -> TrailLogs:
    """Where the trail delivers, by its name or ARN, or the only one.

    Raises UsageError if it is not clear which, or if its bucket is in another Region than the session; AwsError.
    """
    trail = _chosen(read_trails(api("cloudtrail")), name)
    region, bucket_region = region_of(api("athena")), region_of_bucket(api("s3"), trail.bucket)
    if bucket_region != region:
        raise UsageError(
            f"the bucket of the trail {safe_name(trail.name)} is in {bucket_region}, and the session in {region}",
            f"Athena has to work where the files are: bks --region {bucket_region} athena setup …",
        )
    organization = f"{_organization_id(api)}/" if trail.of_organization else ""
    return TrailLogs(
        trail=trail.name,
        bucket=trail.bucket,
        root=f"{trail.prefix}/AWSLogs/{organization}" if trail.prefix else f"AWSLogs/{organization}",
        account_id=None if trail.of_organization else account.account_id,
        regions=_regions(api, account, trail),
        kms_key_id=trail.kms_key_id,
    )


def _chosen(trails: Sequence[Trail], name: str | None) -> Trail:
    """The trail of that name, or the only one, or the only one of the organization."""
    found = [trail for trail in trails if name in (None, trail.name, trail.arn)]
    of_organization = [trail for trail in found if trail.of_organization]
    wanted = of_organization if name is None and of_organization else found
    if len(wanted) == 1:
        return wanted[0]
    listed = ", ".join(safe_name(trail.name) for trail in trails)
    if not found:
        raise UsageError(
            f"CloudTrail shows no trail {safe_name(name)}" if name else "CloudTrail shows no trail in this account",
            f"Trails: {listed}." if listed else "Create a trail first, or use the account that has it.",
        )
    raise UsageError(f"CloudTrail shows several trails: {listed}", "Name one with --trail.")


def _organization_id(api: Callable[[str], Api]) -> str:
    return api("organizations").get("DescribeOrganization", lambda answer: str(answer["Organization"]["Id"]))


def _regions(api: Callable[[str], Api], account: Account, trail: Trail) -> tuple[str, ...]:
    if not trail.multi_region:
        return (trail.home_region,)
    # The accounts of an organization may have enabled other Regions than this one.
    return known_regions(account.partition) if trail.of_organization else enabled_regions(api("ec2"))
