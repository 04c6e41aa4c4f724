"""A record of a model-invocation log: whose call it is and its tokens, and nothing of what was said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.cost.invocation_log import LoggedInvocation, logged_invocation, parsed_invocation
from bks_tui.core.cost.usage import TokenCounts
from tests.support.events import ACCOUNT, PHANTOM, START
from tests.support.invocations import PROMPT, SONNET, TARGET, an_invocation, log_record

ROLE = f"arn:aws:iam::{ACCOUNT}:role"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/deploy-17"


def read(**fields: Any) -> LoggedInvocation:
    found = logged_invocation(log_record(**fields))
    assert found
    return found


def test_a_record_is_the_call_with_its_tokens() -> None:
    found = read(number=2, tokens=(1, 2, 3, 4))
    assert found.invocation == an_invocation(2, tokens=TokenCounts(1, 2, 3, 4))
    assert (found.arn, found.account_id, found.failed) == (f"arn:aws:iam::{ACCOUNT}:user/{PHANTOM}", ACCOUNT, False)


def test_nothing_of_prompt_and_completion_is_kept() -> None:
    assert PROMPT in json.dumps(log_record())
    assert PROMPT not in repr(read())


@pytest.mark.parametrize(
    "tokens",
    [
        (None, 5, 0, 0),
        (5, None, 0, 0),
        (5, 5, "x", 0),
        (5, 5, 0, -1),
        (5, 5, 0, 1.5),
        (True, 5, 0, 0),
        (10**20, 5, 0, 0),
    ],
)
def test_a_number_that_is_none_leaves_the_tokens_unknown(tokens: tuple[Any, ...]) -> None:
    assert read(tokens=tokens).invocation.tokens is None


def test_numbers_of_a_cache_may_be_absent() -> None:
    record = log_record()
    del record["input"]["cacheReadInputTokenCount"], record["input"]["cacheWriteInputTokenCount"]
    found = logged_invocation(record)
    assert found
    assert found.invocation.tokens == TokenCounts(1_000, 500)


def test_a_call_with_an_error_has_failed() -> None:
    assert read(errorCode="ThrottlingException").failed


@pytest.mark.parametrize(
    "model", [SONNET, f"arn:aws:bedrock:us-west-2::foundation-model/{SONNET}"], ids=["name", "ARN"]
)
def test_a_model_is_named_as_cloudtrail_names_it(model: str) -> None:
    assert read(model=model).invocation.place.model == SONNET


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "3",
        '"ModelInvocationLog"',
        "[" * 100_000,
        "{}",
        '{"schemaType": "A"}',
        '{"schemaType": [1]}',
    ],
)
def test_what_is_no_such_record_is_none(text: str) -> None:
    assert parsed_invocation(text) is None


@pytest.mark.parametrize("value", [None, [], {}, 3, "", "A" * 100_000, [[[]]]])
@pytest.mark.parametrize(
    "name", ["identity", "input", "output", "modelId", "region", "requestId", "timestamp", "accountId"]
)
def test_a_field_of_any_other_kind_is_unknown(name: str, value: object) -> None:
    found = logged_invocation({**log_record(), name: value})
    assert found
    assert len(repr(found)) < 2_000


NAMES = st.sampled_from(sorted(log_record()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_whatever_a_record_is_nothing_is_raised(value: object) -> None:
    found = logged_invocation({**log_record(), **value} if isinstance(value, dict) else value)
    if found is not None:
        found.is_by(TARGET)


@pytest.mark.parametrize(
    ("target", "arn", "is_by"),
    [
        (PHANTOM, f"arn:aws:iam::{ACCOUNT}:user/{PHANTOM}", True),
        (PHANTOM, f"arn:aws:iam::{ACCOUNT}:user/team/{PHANTOM}", True),
        (PHANTOM, f"arn:aws:iam::{ACCOUNT}:user/alice", False),
        # Anyone who assumes a role can choose the session name.
        (PHANTOM, f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/{PHANTOM}", False),
        (f"arn:aws:iam::111122223333:user/{PHANTOM}", f"arn:aws:iam::{ACCOUNT}:user/{PHANTOM}", False),
        (SESSION, SESSION, True),
        (SESSION, SESSION.replace("deploy-17", "deploy-18"), False),
        (f"{ROLE}/Deployer", SESSION, True),
        (f"{ROLE}/team/Deployer", SESSION, True),
        (f"{ROLE}/Other", SESSION, False),
        ("AKIAINVENTED00000001", f"arn:aws:iam::{ACCOUNT}:user/{PHANTOM}", False),
    ],
)
def test_whose_call_it_is_the_arn_tells(target: str, arn: str, *, is_by: bool) -> None:
    assert read(arn=arn).is_by(parse_target(target, START)) is is_by


def test_of_an_access_key_the_calls_are_known_by_their_request() -> None:
    key: Target = parse_target("AKIAINVENTED00000001", START)
    assert read(number=4).is_by(key, {"request-4"})
    assert not read(number=5).is_by(key, {"request-4"})


def test_a_record_without_an_id_or_an_identity_is_nobodys() -> None:
    found = logged_invocation({**log_record(), "requestId": None, "identity": None})
    assert found
    assert not found.is_by(TARGET, {None})
