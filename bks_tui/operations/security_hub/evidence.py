"""The findings of a stored scan in batches, and what Security Hub has of them. Read again each time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bks_tui.aws.api import Api
from bks_tui.aws.security_hub import in_seconds, is_enabled, update_times
from bks_tui.core.account.account import Account
from bks_tui.core.errors import FileError, ServiceError
from bks_tui.core.harmless import safe_name
from bks_tui.core.response.findings_kinds import FindingBatch
from bks_tui.core.response.plan_findings import FindingsEvidence
from bks_tui.export.findings.finding import Level
from bks_tui.export.findings.to_asff import GENERATOR, asff_findings, product_arn
from bks_tui.export.scan.to_findings import scan_findings
from bks_tui.storage.run_file import RunDirectory

# https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html: 6 MB a call.
_MOST, _LARGEST = 100, 5_000_000
_LEVELS = [level.name for level in sorted(Level, reverse=True)]


@dataclass(frozen=True)
class _Batch:
    """A batch with its findings."""

    batch: FindingBatch
    findings: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class _Loaded:
    """The findings of an account in batches, and what the scan could not read."""

    batches: tuple[_Batch, ...]
    gaps: str


def findings_evidence(api: Api, account: Account, run_id: str) -> FindingsEvidence:
    """What is to be sent, and what Security Hub has. Raises AwsError, also where the run cannot be read."""
    region = str(api.client.meta.region_name)
    arn = product_arn(account.partition, region, account.account_id)
    loaded = _load(account, region, run_id)
    enabled = is_enabled(api)
    return FindingsEvidence(
        product_arn=arn,
        region=region,
        run_id=run_id,
        batches=tuple(each.batch for each in loaded.batches),
        found=update_times(api, arn, account.account_id, GENERATOR) if enabled else {},
        is_enabled=enabled,
        gaps=loaded.gaps,
    )


def findings_text(account: Account, region: str, run_id: str, reference: str) -> str | None:
    """The findings that a change refers to, as JSON; None if the run has others now. Raises ServiceError."""
    batches = _load(account, region, run_id).batches
    return next((json.dumps(each.findings) for each in batches if each.batch.reference == reference), None)


def _load(account: Account, region: str, run_id: str) -> _Loaded:
    """The findings of the account in a stored run. Raises ServiceError: without it, nothing is known about them."""
    directory = RunDirectory.usual(demo=account.demo)
    try:
        if run_id not in directory.run_ids():
            raise FileError(f"the run {safe_name(run_id)} is not stored any more", "Scan again with --security-hub.")
        return _read(directory.directory, directory.state_of(run_id), account.account_id, region, run_id)
    except FileError as error:
        raise ServiceError(str(error), error.remedy) from error


# Each reading of Security Hub needs the findings, and a run can have thousands.
@lru_cache(maxsize=1)
def _read(directory: Path, _state: tuple[int, ...], account_id: str, region: str, run_id: str) -> _Loaded:
    runs = RunDirectory(directory)
    header = replace(runs.header(run_id), region=region)
    records = [record for record in runs.records(run_id) if record.account_id == account_id]
    findings = sorted(asff_findings(scan_findings(header, records)), key=lambda each: str(each["Id"]))
    gaps = "; ".join(record.reason for record in records if not record.is_done)
    return _Loaded(tuple(_batches(run_id, findings)), gaps)


def _batches(run_id: str, findings: Sequence[dict[str, Any]]) -> Iterator[_Batch]:
    first, size, current = 1, 0, list[dict[str, Any]]()
    for finding in findings:
        length = len(json.dumps(finding))
        if current and (len(current) == _MOST or size + length > _LARGEST):
            yield _batch(run_id, first, current)
            first, size, current = first + len(current), 0, []
        current.append(finding)
        size += length
    if current:
        yield _batch(run_id, first, current)


def _batch(run_id: str, first: int, findings: list[dict[str, Any]]) -> _Batch:
    counts = Counter(str(finding["Severity"]["Label"]) for finding in findings)
    batch = FindingBatch(
        run_id=run_id,
        first=first,
        last=first + len(findings) - 1,
        times={str(finding["Id"]): in_seconds(str(finding["UpdatedAt"])) for finding in findings},
        levels={level: counts[level] for level in _LEVELS if counts[level]},
    )
    return _Batch(batch, findings)
