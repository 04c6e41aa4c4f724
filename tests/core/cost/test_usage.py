"""Invocations: whose calls count, and each of them once, by the best source that has its tokens."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.core.cost.usage import TokenCounts, TokenSource, merged_invocations, recorded_invocations
from tests.support.events import an_event, an_unparsed_event, user_identity
from tests.support.invocations import SONNET, TARGET, an_invocation, call_event, with_tokens

TOKENS, OTHERS = TokenCounts(10, 5), TokenCounts(7, 3)


def recorded(*events: Any) -> list[tuple[str | None, TokenCounts | None]]:
    return [(each.request_id, each.tokens) for each in recorded_invocations(events, TARGET)]


def test_a_call_has_its_place_its_id_and_its_tokens() -> None:
    (call,) = recorded_invocations([call_event(3, **with_tokens(10, 5))], TARGET)
    assert call == an_invocation(3, tokens=TOKENS, source=TokenSource.CLOUDTRAIL)


@pytest.mark.parametrize(
    "event",
    [
        call_event(errorCode="AccessDenied"),
        call_event(identity=user_identity("alice")),
        an_event("ListFoundationModels"),
        an_unparsed_event(),
    ],
    ids=["failed", "of somebody else", "no invocation", "not parsed"],
)
def test_only_successful_calls_of_the_target_count(event: Any) -> None:
    assert recorded(event) == []


@pytest.mark.parametrize(
    "data", [{}, {"inputTokens": 10}, {"outputTokens": 5}, {"inputTokens": "x", "outputTokens": 5}]
)
def test_one_number_alone_is_not_taken_for_both(data: dict[str, Any]) -> None:
    assert recorded(call_event(additionalEventData=data)) == [("request-0", None)]


def test_a_profile_given_by_its_arn_has_its_name() -> None:
    arn = f"arn:aws:bedrock:us-west-2:210987654321:inference-profile/us.{SONNET}"
    (call,) = recorded_invocations([call_event(model=arn)], TARGET)
    assert call.place.model == f"us.{SONNET}"


def test_a_call_of_both_sources_counts_once_as_the_log_has_it() -> None:
    log, event = an_invocation(1, tokens=TOKENS), an_invocation(1, tokens=OTHERS, source=TokenSource.CLOUDTRAIL)
    assert merged_invocations([event], [log]) == (log,)


def test_a_log_without_tokens_leaves_those_of_cloudtrail() -> None:
    log, event = an_invocation(1), an_invocation(1, tokens=OTHERS, source=TokenSource.CLOUDTRAIL)
    assert merged_invocations([event], [log]) == (event,)


def test_a_record_that_was_logged_twice_counts_once() -> None:
    log = an_invocation(1, tokens=TOKENS)
    assert merged_invocations([], [log, log]) == (log,)


def test_calls_of_one_source_alone_are_added() -> None:
    log, event = an_invocation(1, tokens=TOKENS), an_invocation(2)
    assert set(merged_invocations([event], [log])) == {log, event}


def test_a_call_without_an_id_is_taken_for_a_logged_one_of_the_same_place() -> None:
    log, event = an_invocation(1, tokens=TOKENS), an_invocation(None)
    assert merged_invocations([event], [log]) == (log,)


def test_a_call_without_an_id_is_not_taken_for_one_that_another_call_is() -> None:
    log, same, other = an_invocation(1, tokens=TOKENS), an_invocation(1), an_invocation(None)
    assert merged_invocations([same, other], [log]) == (log, other)


def test_of_two_calls_without_an_id_one_is_the_logged_one() -> None:
    log, event = an_invocation(1, tokens=TOKENS), an_invocation(None)
    assert merged_invocations([event, event], [log]) == (log, event)


def test_a_call_without_an_id_elsewhere_counts() -> None:
    log, event = an_invocation(1, tokens=TOKENS), an_invocation(None, region="eu-west-1")
    assert set(merged_invocations([event], [log])) == {log, event}
