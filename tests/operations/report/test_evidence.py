"""The evidence of an incident in the simulated account: what AWS says besides, and the extract of the journal."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

from bks_tui.core.errors import FileError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.report.incident import Incident, NoUser
from bks_tui.core.response.requests import RevokeRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.log_bucket import StoredTrail
from bks_tui.operations.report.evidence import collect_evidence, save_evidence
from bks_tui.storage.bag.verify import verify_bag
from bks_tui.storage.journal import Journal
from tests.support.responding import leaked_account, responder
from tests.support.scans import NOW, SHORT_PATIENCE
from tests.support.simulated import PHANTOM
from tests.support.timelines import a_timeline, an_incident
from tests.support.trails import session_in

INCIDENT = Incident(a_timeline(), NOW, NoUser("nobody"), {}, (), ())


def test_the_trails_of_the_account_are_read() -> None:
    account = SimulatedAccount()
    account.trails.append(StoredTrail("main", "logs", has_digests=False))
    collection = collect_evidence(session_in(account), INCIDENT, threading.Event(), SHORT_PATIENCE)
    assert isinstance(collection.trails, Known)
    assert [(trail.name, trail.has_digests) for trail in collection.trails.value] == [("main", False)]


def test_trails_that_may_not_be_read_are_unknown() -> None:
    account = SimulatedAccount()
    account.faults.deny("cloudtrail:DescribeTrails")
    collection = collect_evidence(session_in(account), INCIDENT, threading.Event(), SHORT_PATIENCE)
    assert isinstance(collection.trails, Unread)


def test_the_clock_is_that_of_the_identification() -> None:
    session = session_in(SimulatedAccount())
    session.identify()
    clock = collect_evidence(session, INCIDENT, threading.Event(), SHORT_PATIENCE).clock
    assert clock
    assert clock.operation == "sts:GetCallerIdentity"
    assert abs(clock.ahead) <= clock.accuracy + 0.1


def test_without_a_session_aws_is_not_asked() -> None:
    collection = collect_evidence(None, INCIDENT, threading.Event())
    assert (collection.clock, collection.trails) == (None, None)


def test_the_journal_is_extracted_for_the_operations_of_the_incident(tmp_path: Path) -> None:
    ana = responder(tmp_path / "state", leaked_account())
    ana.do(RevokeRequest(PHANTOM, delete_keys=False))
    mine, *_ = ana.journal.operations()
    ana.undo(mine)
    collection = collect_evidence(None, replace(INCIDENT, actions_taken=(mine,)), threading.Event())
    save_evidence(tmp_path / "bag", collection, ana.journal, overwrite=False)
    lines = (tmp_path / "bag" / "data" / "journal.jsonl").read_text().splitlines()
    whole = ana.journal.path.read_text().splitlines()
    assert lines == [line for line in whole if json.loads(line)["operation_id"] == mine.operation_id]
    assert 0 < len(lines) < len(whole)


def test_a_journal_that_cannot_be_read_leaves_no_half_bundle(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "state")
    journal.path.mkdir(parents=True)
    ana = responder(tmp_path / "other", leaked_account())
    operation = ana.do(RevokeRequest(PHANTOM, delete_keys=False))
    collection = collect_evidence(None, an_incident(taken=(operation,)), threading.Event())
    try:
        save_evidence(tmp_path / "bag.zip", collection, journal, overwrite=False)
    except FileError:
        assert not (tmp_path / "bag.zip").exists()
    else:
        assert not verify_bag(tmp_path / "bag.zip").verified
