"""Every policy is what it says: it holds to its table, fits AWS's limits, names what exists, and no slip passes."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bks_tui.core.errors import UsageError
from bks_tui.core.iam.policy_evaluation import denies
from bks_tui.core.prevention.policies import LARGEST, POLICIES, ServiceControlPolicy, find_policy
from bks_tui.core.prevention.policy_tests import all_cases, cases
from bks_tui.core.services import SERVICES
from bks_tui.demo.wire.models import service_model
from scps.write_down import HERE, files

each_policy = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)

# What is not of IAM: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
BEARER_ACTIONS = {action for service in SERVICES for action in service.bearer_actions}
CONDITION_KEYS = {
    "iam:ServiceSpecificCredentialServiceName",
    "iam:ServiceSpecificCredentialAgeDays",
    "bedrock:BearerTokenType",
    "bedrock-mantle:BearerTokenType",
    "aws-external-anthropic:BearerTokenType",
    "sagemaker:BearerTokenType",
}


def statements(policy: ServiceControlPolicy) -> list[dict[str, Any]]:
    return list(policy.document["Statement"])


def test_every_request_of_the_table_is_decided_as_it_must_be() -> None:
    assert [(case.policy.name, case.what) for case in all_cases() if not case.is_right] == []


@each_policy
def test_each_has_something_to_deny_and_something_to_allow(policy: ServiceControlPolicy) -> None:
    assert {case.denied for case in cases(policy)} == {True, False}


@each_policy
def test_it_is_well_below_the_limit_in_every_form(policy: ServiceControlPolicy) -> None:
    assert len(policy.minified) < len(policy.content) < LARGEST / 4
    assert json.loads(policy.content) == json.loads(policy.minified) == policy.document


@each_policy
def test_it_names_only_actions_and_condition_keys_that_exist(policy: ServiceControlPolicy) -> None:
    operations = service_model("iam").operation_names
    for statement in statements(policy):
        for action in statement["Action"]:
            assert action in BEARER_ACTIONS or action.removeprefix("iam:") in operations
        assert {key for keys in statement.get("Condition", {}).values() for key in keys} <= CONDITION_KEYS


@each_policy
def test_its_statements_have_names_of_their_own_as_aws_wants_them(policy: ServiceControlPolicy) -> None:
    names = [statement["Sid"] for statement in statements(policy)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9]+", name) for name in names)


@each_policy
def test_its_description_is_one_that_aws_takes(policy: ServiceControlPolicy) -> None:
    assert 0 < len(policy.description) <= 512


def mutated(policy: ServiceControlPolicy) -> Iterator[tuple[str, dict[str, Any]]]:
    """The policy with one thing wrong in it, in every way that a slip of a hand makes."""
    for number, statement in enumerate(statements(policy)):
        for what, changed in _slips(statement):
            document = copy.deepcopy(policy.document)
            if changed is None:
                del document["Statement"][number]
            else:
                document["Statement"][number] = changed
            yield f"{statement['Sid']}: {what}", document


def _slips(statement: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    yield "left out", None
    for action in statement["Action"]:
        rest = [each for each in statement["Action"] if each != action]
        yield f"without {action}", {**statement, "Action": rest}
    if statement["Resource"] != "*":
        prefix = statement["Resource"].rpartition("user/*")[2]
        yield "no path", {**statement, "Resource": f"arn:*:iam::*:user/{prefix}"}
        yield "one partition", {**statement, "Resource": f"arn:aws:iam::*:user/*{prefix}"}
        yield "everybody", {**statement, "Resource": "*"}
    for operator, keys in statement.get("Condition", {}).items():
        yield from _slips_of_condition(statement, operator, keys)


def _slips_of_condition(
    statement: dict[str, Any], operator: str, keys: dict[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    others = {name: each for name, each in statement["Condition"].items() if name != operator}

    def instead(**conditions: dict[str, str]) -> dict[str, Any]:
        return {**statement, "Condition": {**others, **conditions}}

    yield f"without {operator}", instead()
    if operator.endswith("IfExists"):
        yield "no IfExists", instead(**{operator.removesuffix("IfExists"): keys})
    if operator == "StringNotEquals" and "iam:ServiceSpecificCredentialServiceName" in keys:
        yield "CodeCommit only", instead(StringEquals=dict.fromkeys(keys, "codecommit.amazonaws.com"))
    elif operator == "StringNotEquals":
        yield "LONG_TERM only", instead(StringEquals=dict.fromkeys(keys, "LONG_TERM"))
    if operator == "StringEquals":
        yield "another service", instead(**{operator: dict.fromkeys(keys, "x")})


@each_policy
def test_no_slip_of_a_hand_passes_the_table(policy: ServiceControlPolicy) -> None:
    table = list(cases(policy))
    passed = [
        what
        for what, document in mutated(policy)
        if all(denies(document, case.request) is case.denied for case in table)
    ]
    assert passed == []


@pytest.mark.parametrize(("path", "content"), files(), ids=lambda value: getattr(value, "name", ""))
def test_what_is_written_down_is_what_is_made(path: Any, content: str) -> None:
    assert path.read_text(encoding="utf-8") == content


def complaints(*words: str) -> str:
    """What a tool says of files; empty if they are as it wants them."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed here")
def test_terraform_finds_its_module_well_formed() -> None:
    assert complaints("terraform", "fmt", "-check", "-diff", str(HERE / "terraform")) == ""


def test_the_five_have_the_names_that_people_know() -> None:
    assert [policy.name for policy in POLICIES[:5]] == [
        "1-block-all-keys",
        "2-enforce-90day-max",
        "3-block-long-term-only",
        "4-block-phantom-access-keys",
        "5-block-phantom-user-creation",
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("1-block-all-keys", "1-block-all-keys"),
        ("1-block-all-keys.json", "1-block-all-keys"),
        ("3", "3-block-long-term-only"),
        ("logs-1", "logs-1-block-all-keys"),
    ],
)
def test_a_policy_is_found_by_its_name_or_the_beginning_of_it(name: str, found: str) -> None:
    assert find_policy(name).name == found


@pytest.mark.parametrize(("name", "why"), [("logs", "more than one"), ("9", "no policy"), ("", "no policy")])
def test_a_name_that_is_none_or_that_of_several_is_refused(name: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        find_policy(name)


def test_a_new_service_brings_its_policies_with_its_row() -> None:
    new = replace(SERVICES[0], slug="new", phantom_prefixes=("NewKey-",))
    policy = replace(POLICIES[4], service=new)
    assert policy.document["Statement"][0]["Resource"] == "arn:*:iam::*:user/*NewKey-*"
