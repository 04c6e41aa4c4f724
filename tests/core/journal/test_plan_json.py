"""A plan comes back from the journal as it was, whatever the names in it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bks_tui.core.account.member import MemberRole
from bks_tui.core.journal.plan_json import plan_fields, plan_of
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import CleanUpRequest, DenyRequest, Request, RevokeRequest, UndoRequest
from tests.support.hostile import HOSTILE
from tests.support.plans import a_cleanup, a_revocation, hostile_operation, orphan
from tests.support.tables import for_each
from tests.support.users import NOW

REQUESTS: tuple[Request, ...] = (
    RevokeRequest("u", only_key="ACCA"),
    DenyRequest("arn", NOW),
    DenyRequest("arn"),
    CleanUpRequest("u", 2.0, ("young",)),
    UndoRequest("u", ("1", "2")),
)


def read_again(plan: Plan) -> Plan:
    return plan_of(json.loads(json.dumps(plan_fields(plan))))


@pytest.mark.parametrize("request_", REQUESTS)
def test_what_was_asked_for_comes_back(request_: Request) -> None:
    plan = replace(a_revocation(), request=request_)
    assert read_again(plan) == plan


def in_role(plan: Plan) -> Plan:
    role = MemberRole(plan.account.account_id, "Audit", "invented-id")
    return replace(plan, account=replace(plan.account, role=role))


def test_the_role_that_led_to_the_account_comes_back() -> None:
    plan = in_role(a_revocation())
    assert read_again(plan) == plan


def test_a_plan_of_an_earlier_version_names_no_role() -> None:
    fields = plan_fields(in_role(a_revocation()))
    del fields["account"]["role"]
    assert plan_of(fields) == a_revocation()


def test_the_tags_of_a_user_that_is_to_come_back_do() -> None:
    plan = a_cleanup(orphan(tags=tuple((f"t{n}", "v") for n in range(60))))
    assert read_again(plan) == plan


@for_each("text", HOSTILE)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    plan = hostile_operation(text).plan
    assert read_again(plan) == plan
