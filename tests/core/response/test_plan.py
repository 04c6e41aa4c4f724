"""A plan holds only as long as the same plan, from fresh evidence, is the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bks_tui.core.errors import ChangedError
from bks_tui.core.iam.user import LoginProfile, User
from bks_tui.core.response.plan import ensure_plan_unchanged
from tests.support.plans import a_cleanup, a_revocation, orphan
from tests.support.users import BEDROCK_POLICY, access_key, an_account, api_key, days_ago, user, user_record

PLAN = a_revocation(user(service_credentials=(api_key("ACCAX"),)))


def test_the_same_plan_holds() -> None:
    ensure_plan_unchanged(PLAN, a_revocation(user(service_credentials=(api_key("ACCAX"),))))


@pytest.mark.parametrize(
    ("now", "reported"),
    [
        (user(service_credentials=(api_key("ACCAX"), api_key("ACCAY"))), "API key ACCAY did not exist"),
        (user(service_credentials=(api_key("ACCAX", status="Inactive"),)), "API key ACCAX was Active"),
        (
            user(service_credentials=(api_key("ACCAX"),), access_keys=(access_key("AKIAX"),)),
            "access key AKIAX did not exist",
        ),
        (
            user(service_credentials=(api_key("ACCAX"),), login_profile=LoginProfile(days_ago(1), reset_required=True)),
            "console password did not exist",
        ),
        (
            user(service_credentials=(api_key("ACCAX"),), record=user_record(user_id="AIDAOTHER")),
            "user id was AIDAEXAMPLE000000001 and is AIDAOTHER now",
        ),
    ],
)
def test_what_turned_up_since_stops_it(now: User, reported: str) -> None:
    with pytest.raises(ChangedError, match=reported):
        ensure_plan_unchanged(PLAN, a_revocation(now))


@pytest.mark.parametrize(
    ("other", "reported"),
    [
        ({"caller_arn": "arn:aws:iam::111122223333:user/other"}, "the caller was"),
        ({"caller_id": "AIDAOTHER"}, "the id of the caller was"),
        ({"account_id": "444455556666"}, "the account was aws 111122223333 and is aws 444455556666 now"),
        ({"partition": "aws-cn"}, "the account was aws 111122223333 and is aws-cn 111122223333 now"),
    ],
)
def test_another_account_or_caller_stops_it(other: dict[str, Any], reported: str) -> None:
    with pytest.raises(ChangedError, match=reported):
        ensure_plan_unchanged(PLAN, replace(PLAN, account=replace(an_account(), **other)))


def test_another_user_of_the_same_name_stops_it() -> None:
    with pytest.raises(ChangedError, match=r"the id of .* was"):
        ensure_plan_unchanged(PLAN, replace(PLAN, subject=replace(PLAN.subject, unique_id="AIDAOTHER")))


def test_other_steps_stop_it_even_where_the_facts_are_the_same() -> None:
    with pytest.raises(ChangedError, match="has other steps"):
        ensure_plan_unchanged(PLAN, replace(PLAN, steps=PLAN.steps[:1]))


@pytest.mark.parametrize(("group", "is_final"), [((), True), (("g",), True)])
def test_a_deletion_is_final_even_of_a_user_without_keys(group: tuple[str, ...], is_final: bool) -> None:
    plan = a_cleanup(orphan(groups=group, attached_policies=(BEDROCK_POLICY,)), include_held=("group",))
    assert plan.is_final is is_final
