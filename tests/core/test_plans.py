"""A plan says all that it does, and holds only as long as AWS says the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bks_tui.core.errors import ChangedError, UsageError
from bks_tui.core.plans import ApiKeyChoice, ApiKeyEvidence, plan_containment, require_unchanged
from tests.support.users import ACCOUNT_ID, NOW, PHANTOM_NAME, an_account, api_key, days_ago

KEY, OTHER = api_key("ACCAX"), api_key("ACCAY", made_for="other")
CHOICE = ApiKeyChoice(PHANTOM_NAME, "ACCAX", f"{PHANTOM_NAME}-at-{ACCOUNT_ID}")
EVIDENCE = ApiKeyEvidence(an_account(), PHANTOM_NAME, "AIDAX", (KEY, OTHER))
PLAN = plan_containment(CHOICE, EVIDENCE)


def test_containing_a_key_makes_exactly_that_key_inactive() -> None:
    assert (PLAN.change.action, PLAN.change.parameters) == (
        "UpdateServiceSpecificCredential",
        {"UserName": PHANTOM_NAME, "ServiceSpecificCredentialId": "ACCAX", "Status": "Inactive"},
    )


def test_what_takes_it_back_differs_in_the_status_only() -> None:
    assert PLAN.change.undo == {**PLAN.change.parameters, "Status": "Active"}


def test_the_command_that_takes_it_back_can_be_pasted() -> None:
    assert PLAN.undo_command == (
        f"aws iam update-service-specific-credential --user-name {PHANTOM_NAME} "
        "--service-specific-credential-id ACCAX --status Active"
    )


@pytest.mark.parametrize(("status", "told"), [("Active", True), ("Strange", True), ("Inactive", False)])
def test_what_goes_on_working_is_told(status: str, told: bool) -> None:
    plan = plan_containment(CHOICE, replace(EVIDENCE, credentials=(KEY, replace(OTHER, status=status))))
    assert (f"Credential ACCAY of bedrock.amazonaws.com ({status})." in plan.leaves) is told


def test_the_key_itself_is_not_among_what_goes_on_working() -> None:
    assert not [sentence for sentence in PLAN.leaves if "ACCAX" in sentence]


@pytest.mark.parametrize("status", ["Inactive", "Expired"])
def test_a_key_that_is_stopped_already_needs_no_plan(status: str) -> None:
    stopped = replace(EVIDENCE, credentials=(replace(KEY, status=status),))
    with pytest.raises(UsageError, match=f"ACCAX is {status} already"):
        plan_containment(CHOICE, stopped)


def test_a_word_from_aws_that_is_not_known_is_no_reason_to_leave_a_key() -> None:
    strange = replace(EVIDENCE, credentials=(replace(KEY, status="Strange"),))
    assert plan_containment(CHOICE, strange).change.parameters["Status"] == "Inactive"


@pytest.mark.parametrize(
    "choice",
    [replace(CHOICE, credential_id="ACCAZ"), replace(CHOICE, alias="other-at-111122223333")],
    ids=["the key is gone", "the id is of another key"],
)
def test_a_key_that_the_user_does_not_hold_is_not_planned_for(choice: ApiKeyChoice) -> None:
    with pytest.raises(ChangedError, match="any more"):
        plan_containment(choice, EVIDENCE)


@pytest.mark.parametrize(
    ("changed", "difference"),
    [
        ({"account": replace(an_account(), account_id="999988887777")}, "the account was 111122223333"),
        ({"user_id": "AIDAY"}, "the user id of .* was AIDAX when it was shown and is AIDAY now"),
        ({"credentials": (replace(KEY, status="Inactive"),)}, "the status of the key was Active .* is Inactive now"),
        ({"credentials": (replace(KEY, created=days_ago(1)),)}, "the creation date of the key was"),
        ({"credentials": ()}, "holds no API key ACCAX"),
    ],
)
def test_what_matters_and_has_changed_since_is_shown_and_stops_it(changed: dict[str, Any], difference: str) -> None:
    with pytest.raises(ChangedError, match=difference):
        require_unchanged(PLAN, replace(EVIDENCE, **changed))


@pytest.mark.parametrize(
    "unchanged",
    [
        {},
        {"credentials": (KEY,)},
        {"account": replace(an_account(), region="eu-west-1")},
        {"credentials": (replace(KEY, expires=NOW), OTHER)},
    ],
    ids=["nothing", "another key is gone", "another Region", "another expiry"],
)
def test_what_does_not_matter_may_change(unchanged: dict[str, Any]) -> None:
    require_unchanged(PLAN, replace(EVIDENCE, **unchanged))
