"""Policies are attached, shown and detached in the organization, by plans like any other, whatever fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from bks_tui.core.errors import ChangedError, NothingToDoError, UsageError
from bks_tui.core.evidence import Unread
from bks_tui.core.prevention.coverage import Organization
from bks_tui.core.prevention.policies import find_policy
from bks_tui.core.response.operation import Outcome, StepOutcome
from bks_tui.core.response.requests import PolicyRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.operations.prevention.organization import organization
from tests.support.organizations import MANAGEMENT, managing_account, unit
from tests.support.responding import ResponseHarness, responder, writes
from tests.support.trails import session_in

BLOCK, OLD = find_policy("1"), find_policy("2")
Change: TypeAlias = Callable[[SimulatedAccount], object]


@pytest.fixture
def ana(tmp_path: Path) -> ResponseHarness:
    """A person before an account that manages an organization."""
    return responder(tmp_path, managing_account())


def read(account: SimulatedAccount) -> Organization:
    return organization(session_in(account), threading.Event())[1]


def request(
    ana: ResponseHarness, name: str = "1-block-all-keys", target: str = "sandbox", *, remove: bool = False
) -> PolicyRequest:
    where = unit(ana.account, target).target_id if target in ("workloads", "sandbox", "teams") else target
    return PolicyRequest(name, where, remove)


def attached(account: SimulatedAccount) -> dict[str, list[str]]:
    """The policies of the organization's own, and the names of the targets that each is attached to."""
    assert account.organization
    stored, targets = account.organization.policies.values(), account.organization.targets
    return {each.name: [targets[where].name for where in each.targets] for each in stored if not each.aws_managed}


def test_the_tree_is_read_whole_in_whatever_pages(ana: ResponseHarness) -> None:
    ana.account.faults.truncate_pages(1, "organizations:ListPolicies")
    ana.account.faults.truncate_pages(0, "organizations:ListRoots", calls=2)
    found = read(ana.account)
    assert [(found.depth(target), target.name) for target in found.targets] == [
        (0, "Root"),
        (1, "management"),
        (1, "workloads"),
        (2, "account-2"),
        (2, "sandbox"),
        (3, "account-3"),
        (3, "teams"),
        (4, "account-4"),
    ]


def test_a_policy_is_created_and_attached_and_verified(ana: ResponseHarness) -> None:
    operation = ana.do(request(ana))
    assert writes(ana.account) == ["CreatePolicy", "AttachPolicy"]
    assert (operation.outcome, attached(ana.account)) == (Outcome.DONE, {"bks-1-block-all-keys": ["sandbox"]})


def test_what_is_attached_is_without_white_space(ana: ResponseHarness) -> None:
    ana.do(request(ana))
    assert ana.account.organization
    assert [each.content for each in ana.account.organization.policies.values()][-1] == BLOCK.minified


def test_an_attachment_is_undone_completely(ana: ResponseHarness) -> None:
    operation = ana.do(request(ana))
    assert ana.undo(operation).outcome is Outcome.DONE
    assert attached(ana.account) == {}


def test_a_policy_with_the_same_content_is_attached_whatever_its_name(ana: ResponseHarness) -> None:
    assert ana.account.organization
    ana.account.organization.add_policy("no-keys", BLOCK.content, unit(ana.account, "teams"))
    ana.do(request(ana, target="sandbox"))
    assert attached(ana.account) == {"no-keys": ["teams", "sandbox"]}


def test_a_policy_with_the_name_but_other_content_is_updated_first(ana: ResponseHarness) -> None:
    assert ana.account.organization
    before = OLD.minified.replace("IfExists", "")
    stored = ana.account.organization.add_policy("bks-2-enforce-90day-max", before, unit(ana.account, "teams"))
    operation = ana.do(request(ana, "2-enforce-90day-max"))
    assert writes(ana.account) == ["UpdatePolicy", "AttachPolicy"]
    assert unit(ana.account, "teams").target_id in operation.plan.steps[0].breaks
    ana.undo(operation)
    assert (stored.content, attached(ana.account)) == (before, {"bks-2-enforce-90day-max": ["teams"]})


def test_it_is_detached_from_one_target_only(ana: ResponseHarness) -> None:
    ana.do(request(ana, target="sandbox"))
    ana.do(request(ana, target="workloads"))
    assert ana.do(request(ana, target="sandbox", remove=True)).outcome is Outcome.DONE
    assert attached(ana.account) == {"bks-1-block-all-keys": ["workloads"]}


@pytest.mark.parametrize("target", ["root", "444444444444"])
def test_a_policy_on_a_root_or_an_account_can_be_attached_and_undone(ana: ResponseHarness, target: str) -> None:
    operation = ana.do(request(ana, target=target))
    assert operation.outcome is Outcome.DONE
    assert ana.undo(operation).outcome is Outcome.DONE


def not_enabled(account: SimulatedAccount) -> None:
    assert account.organization
    account.organization.enabled = False


def full(account: SimulatedAccount) -> None:
    assert account.organization
    for number in range(9):
        account.organization.add_policy(f"p{number}", "{}", unit(account, "sandbox"))


def without_organization(account: SimulatedAccount) -> None:
    account.organization = None


def a_member(account: SimulatedAccount) -> None:
    assert account.organization
    account.organization.management_account_id = "999988887777"


@pytest.mark.parametrize(
    ("prepare", "target", "why"),
    [
        (not_enabled, "sandbox", "are not enabled in this organization"),
        (full, "sandbox", "has 10 policies attached"),
        (a_member, "root", "may not see the organization"),
        (without_organization, "root", "is not in an organization"),
        (lambda account: None, MANAGEMENT, "to which service control policies do not apply"),
        (lambda account: None, "ou-none", "has no root, OU or account ou-none"),
    ],
)
def test_where_it_cannot_be_attached_the_reason_is_given_before_any_change(
    ana: ResponseHarness, prepare: Change, target: str, why: str
) -> None:
    asked = request(ana, target=target)
    prepare(ana.account)
    with pytest.raises(UsageError, match=why) as refused:
        ana.propose(asked)
    assert refused.value.remedy
    assert writes(ana.account) == []


def test_what_is_already_so_is_nothing_to_do(ana: ResponseHarness) -> None:
    ana.do(request(ana))
    for asked in (request(ana), request(ana, target="teams", remove=True)):
        with pytest.raises(NothingToDoError):
            ana.propose(asked)


def test_a_policy_that_appears_after_the_plan_was_shown_stops_it(ana: ResponseHarness) -> None:
    plan = ana.propose(request(ana))
    assert ana.account.organization
    ana.account.organization.add_policy("another", "{}", unit(ana.account, "sandbox"))
    with pytest.raises(ChangedError, match="another"):
        ana.carry_out(plan)
    assert writes(ana.account) == []


@pytest.mark.parametrize("denied", ["organizations:CreatePolicy", "organizations:AttachPolicy"])
def test_a_denial_fails_and_the_completed_steps_can_be_undone(ana: ResponseHarness, denied: str) -> None:
    ana.account.faults.deny(denied)
    operation = ana.do(request(ana))
    assert operation.outcome is Outcome.FAILED
    if operation.can_be_undone:
        ana.undo(operation)
    assert attached(ana.account) == {}


@pytest.mark.parametrize("lost", ["organizations:CreatePolicy", "organizations:AttachPolicy"])
def test_a_lost_answer_is_settled_by_reading(ana: ResponseHarness, lost: str) -> None:
    ana.account.faults.lose_reply(lost, calls=None)
    operation = ana.do(request(ana))
    assert {taken.outcome for taken in operation.steps} == {StepOutcome.VERIFIED}


def test_content_and_attachments_that_could_not_be_read_are_gaps(ana: ResponseHarness) -> None:
    assert ana.account.organization
    ana.account.organization.add_policy("own", "{}")
    ana.account.faults.deny("organizations:DescribePolicy")
    ana.account.faults.deny("organizations:ListTargetsForPolicy")
    found = read(ana.account)
    assert isinstance(found.policies[-1].content, Unread)
    assert "policy own: its content could not be read: organizations:DescribePolicy denied" in found.gaps


def test_coverage_shows_where_a_policy_applies_by_its_content(ana: ResponseHarness) -> None:
    ana.do(request(ana, target="sandbox"))
    found = read(ana.account)
    coverage = {target.name: found.coverage(BLOCK)[target.target_id] for target in found.targets}
    assert coverage == {
        "Root": "",
        "management": "does not apply to the management account",
        "workloads": "",
        "account-2": "",
        "sandbox": "attached",
        "account-3": "inherited from sandbox",
        "teams": "inherited from sandbox",
        "account-4": "inherited from sandbox",
    }
    assert [target.name for target in found.missing(BLOCK)] == ["account-2"]
