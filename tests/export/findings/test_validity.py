"""What bks writes for other tools, judged by the models and schemas of those tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from bks_tui.core.errors import UsageError
from bks_tui.core.scan.findings import ScanOptions, ScanResult
from bks_tui.core.timeline.timeline import Timeline
from bks_tui.export.findings.finding import ExportedFinding
from bks_tui.export.findings.formats import findings_document
from bks_tui.export.scan.to_findings import scan_findings
from bks_tui.export.timeline.to_findings import timeline_findings
from bks_tui.export.timeline.to_stix import stix_bundle
from bks_tui.operations.organization.run import header_of, single_record
from tests.support.formats import asff_faults, ocsf_faults, sarif_faults, stix_faults, texts_in
from tests.support.hostile import HOSTILE, dangers, hostile_scan
from tests.support.keys import long_term_key
from tests.support.scans import result, varied_account
from tests.support.tables import for_each
from tests.support.timelines import DENIED_REGION, a_timeline, an_incidents_events, hostile_timeline
from tests.support.users import an_account

# The models of other tools take seconds to import, and the documents are made once: one worker does that.
pytestmark = pytest.mark.xdist_group("formats of other tools")

FAULTS: Mapping[str, Callable[[Any], list[str]]] = {"ocsf": ocsf_faults, "asff": asff_faults, "sarif": sarif_faults}


def findings_of(scan: ScanResult) -> list[ExportedFinding]:
    return list(
        scan_findings(header_of(scan.account, ScanOptions(), scan.scanned_at, "account", ()), [single_record(scan)])
    )


def of_timeline(timeline: Timeline) -> list[ExportedFinding]:
    return list(timeline_findings(timeline))


@cache
def documents(text: str) -> Mapping[str, Any]:
    """A document in each format whose every text from AWS is `text`."""
    timeline = hostile_timeline(text)
    found = [*findings_of(hostile_scan(text)), *of_timeline(timeline)]
    return {**{form: findings_document(form, found) for form in FAULTS}, "stix": stix_bundle(timeline, "amber")}


@pytest.mark.parametrize("form", FAULTS)
def test_the_users_of_a_scan_are_valid(form: str) -> None:
    assert FAULTS[form](findings_document(form, findings_of(result(varied_account())))) == []


@pytest.mark.parametrize("form", FAULTS)
def test_the_signals_of_a_timeline_are_valid(form: str) -> None:
    timeline = a_timeline(*an_incidents_events(), gaps=(DENIED_REGION,))
    assert FAULTS[form](findings_document(form, of_timeline(timeline))) == []


def test_asff_needs_the_account_of_each_finding() -> None:
    timeline = a_timeline(*an_incidents_events(), account=replace(an_account(), account_id=""))
    with pytest.raises(UsageError, match="needs the account"):
        findings_document("asff", of_timeline(timeline))


@pytest.mark.parametrize("form", ["ocsf", "sarif"])
def test_a_timeline_of_an_unknown_account_is_valid(form: str) -> None:
    timeline = a_timeline(*an_incidents_events(), account=replace(an_account(), account_id="", region=""))
    assert FAULTS[form](findings_document(form, of_timeline(timeline))) == []


@pytest.mark.parametrize("form", ["ocsf", "sarif"])
def test_no_finding_is_a_valid_document(form: str) -> None:
    assert FAULTS[form](findings_document(form, [])) == []


@pytest.mark.parametrize("tlp", [None, "clear", "green", "amber", "amber+strict", "red"])
def test_an_incident_is_a_valid_bundle(tlp: str | None) -> None:
    assert stix_faults(stix_bundle(a_timeline(*an_incidents_events(), gaps=(DENIED_REGION,)), tlp)) == []


@pytest.mark.parametrize("form", [*FAULTS, "stix"])
@for_each("text", HOSTILE)
def test_hostile_text_keeps_a_document_valid(form: str, text: str) -> None:
    faults = stix_faults if form == "stix" else FAULTS[form]
    assert faults(documents(text)[form]) == []


@for_each("text", HOSTILE)
def test_no_document_contains_a_character_that_acts(text: str) -> None:
    for document in documents(text).values():
        assert dangers("".join(texts_in(document))) == set()


def test_no_document_contains_a_secret() -> None:
    key = long_term_key()
    for document in documents(f"note: {key}").values():
        assert not any(key[20:60] in text for text in texts_in(document))
