"""Findings of a stored scan are sent once, from their own account, and are not done before Security Hub shows them."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from pathlib import Path

import pytest

from bks_tui.core.errors import AwsError, NothingToDoError, UsageError
from bks_tui.core.response.operation import Outcome
from bks_tui.core.response.record_check import record_fault
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.storage.run_file import RunDirectory
from tests.support.responding import ResponseHarness, responder, writes
from tests.support.scans import many
from tests.support.security_hubs import batches, hub_of, stored_scan, with_hub


@pytest.fixture
def ana(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ResponseHarness:
    """A person in an account with three phantom users and Security Hub."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return responder(tmp_path, with_hub(many(users=3, phantoms=3)))


def test_every_finding_is_sent_and_verified(ana: ResponseHarness) -> None:
    assert ana.do(stored_scan(ana.account)).outcome is Outcome.DONE
    titles = {finding["Title"] for finding in hub_of(ana.account).findings.values()}
    assert titles == {f"Phantom user BedrockAPIKey-0000{number}: ACTIVE" for number in range(3)}


def test_the_product_is_the_default_one_of_the_account(ana: ResponseHarness) -> None:
    ana.do(stored_scan(ana.account))
    account = ana.account.account_id
    assert {finding["ProductArn"] for finding in hub_of(ana.account).findings.values()} == {
        f"arn:aws:securityhub:us-east-1:{account}:product/{account}/default"
    }


def test_a_call_has_at_most_100_findings(ana: ResponseHarness) -> None:
    ana.account = with_hub(many(users=201, phantoms=201))
    assert ana.do(stored_scan(ana.account)).outcome is Outcome.DONE
    assert batches(ana.account) == [100, 100, 1]


def test_the_same_findings_are_not_sent_twice(ana: ResponseHarness) -> None:
    request = stored_scan(ana.account)
    ana.do(request)
    with pytest.raises(NothingToDoError, match="Security Hub has these findings"):
        ana.propose(request)


def test_a_later_scan_updates_the_findings(ana: ResponseHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    ana.do(stored_scan(ana.account))
    monkeypatch.setattr("tests.support.scans.NOW", ana.now + timedelta(days=1))
    assert ana.do(stored_scan(ana.account)).outcome is Outcome.DONE
    assert len(hub_of(ana.account).findings) == 3


def test_an_older_scan_is_refused(ana: ResponseHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    older = stored_scan(ana.account)
    monkeypatch.setattr("tests.support.scans.NOW", ana.now + timedelta(days=1))
    ana.do(stored_scan(ana.account))
    with pytest.raises(UsageError, match="findings of a later scan"):
        ana.propose(older)


def test_findings_of_another_account_are_refused(ana: ResponseHarness) -> None:
    request = dataclasses.replace(stored_scan(ana.account), account_id="999988887777")
    with pytest.raises(UsageError, match="are of account 999988887777"):
        ana.propose(request)


def test_without_security_hub_nothing_is_sent(ana: ResponseHarness) -> None:
    request = stored_scan(ana.account)
    ana.account.security_hubs.clear()
    with pytest.raises(UsageError, match="Security Hub is not enabled"):
        ana.propose(request)


def test_a_rejected_finding_makes_the_operation_fail(ana: ResponseHarness) -> None:
    request = stored_scan(ana.account)
    ana.do(request)
    rejected = min(hub_of(ana.account).findings)
    hub_of(ana.account).findings.clear()
    hub_of(ana.account).rejected[rejected] = "InvalidInput"
    operation = ana.do(request)
    assert operation.outcome is Outcome.FAILED
    assert "rejected 1 finding: InvalidInput" in operation.reason


def test_findings_that_security_hub_does_not_show_are_not_verified(ana: ResponseHarness) -> None:
    plan = ana.propose(stored_scan(ana.account))
    hub = hub_of(ana.account)
    ana.account.faults.after("securityhub:BatchImportFindings", hub.findings.clear)
    assert ana.carry_out(plan).outcome is Outcome.UNVERIFIED


def test_a_run_that_is_gone_sends_nothing(ana: ResponseHarness) -> None:
    request = stored_scan(ana.account)
    for path in RunDirectory.usual(demo=False).directory.iterdir():
        path.unlink()
    with pytest.raises(AwsError, match="is not stored any more"):
        ana.propose(request)
    assert writes(ana.account) == []


def test_a_run_that_changes_after_the_confirmation_sends_nothing(ana: ResponseHarness) -> None:
    request = stored_scan(ana.account)
    plan = ana.propose(request)
    (path,) = RunDirectory.usual(demo=False).directory.iterdir()
    path.write_text(path.read_text().replace("2026-03-02T12:00:00", "2026-03-02T13:00:00"))
    with pytest.raises(Exception, match=r"changed|cannot be used"):
        ana.carry_out(plan)
    assert writes(ana.account) == []


def test_the_journal_names_the_findings_and_does_not_repeat_them(ana: ResponseHarness) -> None:
    ana.do(stored_scan(ana.account))
    text = ana.journal.path.read_text()
    assert "findings of the run" in text
    assert "BedrockAPIKey" not in text


def test_an_interrupted_operation_is_resumed(ana: ResponseHarness) -> None:
    ana.account = with_hub(many(users=101, phantoms=101))
    ana.account.faults.after("securityhub:BatchImportFindings", ana.stopped.set)
    operation = ana.do(stored_scan(ana.account))
    ana.stopped.clear()
    assert operation.outcome is Outcome.STOPPED
    assert ana.resume(operation).outcome is Outcome.DONE
    assert len(hub_of(ana.account).findings) == 101


def test_bks_recognizes_its_own_record(ana: ResponseHarness) -> None:
    ana.do(stored_scan(ana.account))
    (operation,) = ana.journal.operations()
    assert record_fault(operation) is None


def test_a_record_that_sends_another_run_is_not_from_bks(ana: ResponseHarness) -> None:
    sent = stored_scan(ana.account)
    operation = ana.do(sent)
    request = dataclasses.replace(sent, run_id="20260302T120000Z-000000")
    plan = dataclasses.replace(operation.plan, request=request)
    assert record_fault(dataclasses.replace(operation, plan=plan)) == "the request does not match its plan"


def test_what_is_sent_is_what_the_format_prints(ana: ResponseHarness) -> None:
    ana.do(stored_scan(ana.account))
    (call,) = (call for call in ana.account.calls if call.operation == "securityhub:BatchImportFindings")
    assert json.loads(json.dumps(call.parameters["Findings"]))[0]["SchemaVersion"] == "2018-10-08"


def test_an_account_of_ordinary_users_has_nothing_to_send(ana: ResponseHarness) -> None:
    ana.account = with_hub(SimulatedAccount(ana.account.account_id, now=ana.now))
    with pytest.raises(NothingToDoError, match="no findings"):
        ana.propose(stored_scan(ana.account))
