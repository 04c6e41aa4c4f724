"""What the simulated services refuse, as AWS does: a page token, a detector, an analyzer or a session of nobody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.findings import account_with_findings
from tests.support.simulated import refusal, session
from tests.support.trails import PHANTOM

CALLS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "a detector of nobody": (
        "guardduty",
        "list_findings",
        {"DetectorId": "other"},
        "BadRequestException",
    ),
    "a token of nobody": (
        "guardduty",
        "list_findings",
        {"DetectorId": "detector-of-eu-west-1", "NextToken": "x"},
        "BadRequestException",
    ),
    "an analyzer of nobody": (
        "accessanalyzer",
        "list_findings_v2",
        {"analyzerArn": "arn:aws:access-analyzer:eu-west-1:1:analyzer/x", "filter": {"resource": {"eq": ["r"]}}},
        "ResourceNotFoundException",
    ),
    "a principal with a path": (
        "signin",
        "list_sessions",
        {"principalArn": "arn:aws:iam::111122223333:user/path/name"},
        "ValidationException",
    ),
    "a report of nobody": ("iam", "get_service_last_accessed_details", {"JobId": "0" * 36}, "NoSuchEntity"),
    "a report on nobody": (
        "iam",
        "generate_service_last_accessed_details",
        {"Arn": "arn:aws:iam::111122223333:user/nobody"},
        "NoSuchEntity",
    ),
    "a filter that is not simulated": (
        "secretsmanager",
        "list_secrets",
        {"Filters": [{"Key": "name", "Values": ["x"]}]},
        "NotSimulated",
    ),
}


@pytest.mark.parametrize("case", CALLS)
def test_what_aws_refuses_is_refused(case: str) -> None:
    service, operation, parameters, code = CALLS[case]
    # The stubs know only services by their literal names.
    make: Any = session(account_with_findings()).client
    client = make(service, region_name="eu-west-1")
    assert refusal(lambda: getattr(client, operation)(**parameters)).code == code


def test_a_session_of_another_principal_is_an_error_in_the_answer_and_stays_active() -> None:
    account = account_with_findings()
    make: Any = session(account).client
    of_alice = account.further.sessions[1]
    answer = make("signin").batch_revoke_sessions(
        principalArn=f"arn:aws:iam::{account.account_id}:user/{PHANTOM}", sessionArns=[of_alice.arn]
    )
    assert [each["sessionArn"] for each in answer["errors"]] == [of_alice.arn]
    assert of_alice.status == "ACTIVE"


def test_the_secrets_that_are_to_be_deleted_are_listed_only_on_request() -> None:
    account = account_with_findings()
    account.further.secrets["ap-south-1"][0]["DeletedDate"] = account.now
    make: Any = session(account).client
    client = make("secretsmanager", region_name="ap-south-1")
    listed = [len(client.list_secrets(IncludePlannedDeletion=wanted)["SecretList"]) for wanted in (False, True)]
    assert listed == [1, 2]
