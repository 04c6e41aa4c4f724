"""Reading CloudTrail records: every shape that they come in, and what nobody would expect."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.cloudtrail.event import Event, chronological, parse_event, request_parameters, response_elements
from tests.support.events import ACCOUNT, PHANTOM, START, an_event, an_unparsed_event, cloudtrail_record, user_identity

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
FIELDS = tuple(cloudtrail_record(errorCode="", errorMessage="", resources=[], additionalEventData={}))


def test_a_record_shows_who_did_what_where_and_the_outcome() -> None:
    event = an_event(
        "InvokeModel",
        errorCode="ThrottlingException",
        errorMessage="Too many requests",
        eventID="an-id",
        identity=user_identity(accessKeyId="AKIAINVENTEDFORTEST1", credentialId="ACCAINVENTEDFORTEST1"),
    )
    assert (event.event_id, event.time, event.name, event.source, event.region) == (
        "an-id",
        START,
        "InvokeModel",
        "bedrock.amazonaws.com",
        "us-west-2",
    )
    assert (event.source_ip, event.error_code, event.error_message, event.read_only, event.problem) == (
        "198.51.100.7",
        "ThrottlingException",
        "Too many requests",
        True,
        None,
    )
    assert (event.actor.account_id, event.actor.access_key_id, event.actor.credential_id) == (
        ACCOUNT,
        "AKIAINVENTEDFORTEST1",
        "ACCAINVENTEDFORTEST1",
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-20T08:00:00Z", START),
        ("2026-11-20 08:00:00.000000000", START),
        ("2026-11-20 08:00:00", START),
        ("2026-11-20T08:00:00.123Z", START),
        ("2026-11-20T10:00:00+02:00", START),
        ("2026-11-20T10:00:00+0200", START),
        ("[REDACTED]", None),
        ("", None),
        (None, None),
        (1_795_000_000, None),
        ("2026-13-40T08:00:00Z", None),
        ("2026-11-20T24:00:00Z", None),
        ("2026-11-20T08:00:60Z", None),
        ("2026-W47-5T08:00:00", None),
        ("\uff12026-11-20T08:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-11-20T08:00:00Z and more", None),
    ],
)
def test_the_time_is_read_in_every_form_that_records_have(written: object, read: datetime | None) -> None:
    assert an_event(eventTime=written).time == read


def test_a_record_without_id_time_and_region_takes_what_its_reader_knows() -> None:
    event = parse_event("{}", event_id="outer", time=START, region="eu-west-1")
    assert (event.event_id, event.time, event.region) == ("outer", START, "eu-west-1")


def test_a_record_that_is_neither_json_nor_valid_unicode_gets_an_id_too() -> None:
    event = parse_event("cut off \udfff")
    assert (event.event_id[:6], event.problem) == ("no-id-", "The record is not valid JSON.")


def test_the_record_goes_before_what_its_reader_knows() -> None:
    record = json.dumps(cloudtrail_record(eventID="inner"))
    event = parse_event(record, event_id="outer", time=START + timedelta(days=1), region="eu-west-1")
    assert (event.event_id, event.time, event.region) == ("inner", START, "us-west-2")


def test_different_records_without_any_id_have_different_ids() -> None:
    assert parse_event('{"eventName": "One"}').event_id != parse_event('{"eventName": "Two"}').event_id


@pytest.mark.parametrize("part", ["additionalEventData", "requestParameters"])
@pytest.mark.parametrize(
    ("flag", "read"), [(True, True), ("true", True), ("True", True), (False, False), ("false", False), (1, False)]
)
def test_the_bearer_flag_is_read_in_both_places_and_both_forms(part: str, flag: object, read: bool) -> None:
    fields: dict[str, Any] = {part: {"callWithBearerToken": flag}}
    assert an_event(**fields).call_with_bearer_token is read


def test_one_true_bearer_flag_is_enough() -> None:
    event = an_event(
        requestParameters={"callWithBearerToken": False}, additionalEventData={"callWithBearerToken": True}
    )
    assert event.call_with_bearer_token


@pytest.mark.parametrize("part", ["additionalEventData", "requestParameters"])
@pytest.mark.parametrize("token_type", ["LONG_TERM", "SHORT_TERM", "ABSK", "OF_THE_FUTURE"])
def test_any_type_of_bearer_token_is_kept(part: str, token_type: str) -> None:
    fields: dict[str, Any] = {part: {"bearerTokenType": token_type}}
    assert an_event(**fields).bearer_token_type == token_type


@pytest.mark.parametrize("parameters", [None, "not JSON", "{ cut off", "[1]", 7, []])
def test_request_parameters_of_no_use_leave_the_rest_readable(parameters: object) -> None:
    event = an_event(requestParameters=parameters)
    assert (event.problem, event.name, event.model_id, request_parameters(event)) == (None, "InvokeModel", None, {})


def test_parts_that_athena_writes_as_text_are_read_like_objects() -> None:
    event = an_event(
        userIdentity=json.dumps(user_identity("alice")),
        requestParameters=json.dumps({"modelId": "a-model"}),
        responseElements=json.dumps({"user": {"userName": "bob"}}),
        additionalEventData=json.dumps({"callWithBearerToken": True}),
    )
    assert (event.actor.name, event.model_id, event.call_with_bearer_token) == ("alice", "a-model", True)
    assert response_elements(event) == {"user": {"userName": "bob"}}


@pytest.mark.parametrize(
    ("parameters", "model"),
    [
        ({"modelId": "anthropic.claude-v2"}, "anthropic.claude-v2"),
        ({"modelId": "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2"}, "anthropic.claude-v2"),
        ({"modelId": f"arn:aws:bedrock:us-east-1:{ACCOUNT}:inference-profile/us.a.b"}, "us.a.b"),
        (
            {"modelId": f"arn:aws:bedrock:us-east-1:{ACCOUNT}:custom-model/base/abc"},
            f"arn:aws:bedrock:us-east-1:{ACCOUNT}:custom-model/base/abc",
        ),
        ({"model": "anthropic.claude-opus-4-7"}, "anthropic.claude-opus-4-7"),
        ({"modelId": ["a"]}, None),
    ],
)
def test_a_model_is_called_the_same_by_id_and_by_arn(parameters: dict[str, Any], model: str | None) -> None:
    assert an_event(requestParameters=parameters).model_id == model


def test_the_resources_are_all_that_the_call_was_about_each_once() -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:user/{PHANTOM}"
    event = an_event(
        "CreateAccessKey",
        resources=[{"ARN": arn}, {"type": "no ARN"}, "nonsense"],
        requestParameters={"userName": PHANTOM},
        responseElements={"accessKey": {"userName": PHANTOM, "accessKeyId": "AKIAINVENTEDFORTEST2"}},
    )
    assert event.resources == (arn, PHANTOM, "AKIAINVENTEDFORTEST2")


@pytest.mark.parametrize(
    "name",
    [
        "userName",
        "newUserName",
        "roleName",
        "roleArn",
        "groupName",
        "policyName",
        "policyArn",
        "accessKeyId",
        "serviceSpecificCredentialId",
        "guardrailIdentifier",
        "modelIdentifier",
    ],
)
def test_what_was_asked_about_is_a_resource(name: str) -> None:
    assert an_event(requestParameters={name: "it", "maxItems": "100"}).resources == ("it",)


@pytest.mark.parametrize(("agent", "read"), [("", ""), (None, None), (["curl"], None), ("curl/8", "curl/8")])
def test_an_empty_user_agent_differs_from_a_missing_one(agent: object, read: str | None) -> None:
    assert an_event(userAgent=agent).user_agent == read


@pytest.mark.parametrize(("flag", "read"), [("false", False), (False, False), ("true", True), (None, None), (0, None)])
def test_whether_a_call_only_reads_is_known_or_unknown(flag: object, read: bool | None) -> None:
    assert an_event(readOnly=flag).read_only is read


@pytest.mark.parametrize(("flag", "read"), [("true", True), (True, True), ("false", False), (None, False)])
def test_a_session_of_the_console_is_recognised(flag: object, read: bool) -> None:
    assert an_event(sessionCredentialFromConsole=flag).from_console is read


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ("", "not valid JSON"),
        ("{ cut off", "not valid JSON"),
        ('{"eventName": NaN', "not valid JSON"),
        ('{"eventName": "InvokeModel", "number": NaN}', "not valid JSON"),
        ('{"eventName": "InvokeModel", "number": 1e999}', "not valid JSON"),
        ('{"number": ' + "9" * 10_000 + "}", "not valid JSON"),
        ("null", "not an object"),
        ('[{"eventName": "InvokeModel"}]', "not an object"),
        ('"text"', "not an object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
        ('{"requestParameters": ' + json.dumps('{"a":' * 100_000 + "1" + "}" * 100_000) + "}", "nested too deeply"),
        ('{"eventName": "' + "A" * 2_000_000 + '"}', "too large"),
    ],
    ids=range(13),
)
def test_what_cannot_be_parsed_is_kept_with_the_reason_and_what_its_reader_knows(record: str, problem: str) -> None:
    event = parse_event(record, event_id="outer", time=START, region="us-west-2")
    assert problem in str(event.problem)
    assert (event.event_id, event.time, event.region, event.name) == ("outer", START, "us-west-2", "")
    assert len(event.record) <= 1_000_000


def test_a_record_that_cannot_be_parsed_is_kept_word_for_word() -> None:
    assert an_unparsed_event().record == "{ cut off"


def test_what_was_asked_and_answered_can_be_read_from_an_event() -> None:
    event = an_event(requestParameters={"a": 1}, responseElements={"b": 2})
    assert (request_parameters(event), response_elements(event)) == ({"a": 1}, {"b": 2})


def test_parameters_of_an_unparsed_record_are_unknown() -> None:
    assert request_parameters(an_unparsed_event()) == {}


@given(json_values)
def test_no_json_value_makes_parsing_fail(value: Any) -> None:
    assert parse_event(json.dumps(value)).event_id


@given(st.text())
def test_no_text_makes_parsing_fail(text: str) -> None:
    assert parse_event(text).event_id


@given(st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_no_value_in_any_field_makes_parsing_fail(replaced: dict[str, Any]) -> None:
    assert parse_event(json.dumps({**cloudtrail_record(), **replaced})).event_id


@given(st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_parsing_what_was_kept_gives_the_same_event(replaced: dict[str, Any]) -> None:
    event = parse_event(json.dumps({**cloudtrail_record(), **replaced}), event_id="outer")
    if event.problem is None:
        assert parse_event(event.record, event_id="outer") == event


@pytest.mark.parametrize(
    ("event", "failure"),
    [
        (an_event(), None),
        (an_event(errorCode="AccessDenied"), "AccessDenied"),
        (an_event("ConsoleLogin", "signin.amazonaws.com", responseElements={"ConsoleLogin": "Failure"}), "Failure"),
        (an_event("ConsoleLogin", "signin.amazonaws.com", responseElements={"ConsoleLogin": "Success"}), None),
        (an_event("ConsoleLogin", "signin.amazonaws.com", errorCode="AccessDenied"), "AccessDenied"),
        (an_event("ConsoleLogin", "signin.amazonaws.com"), None),
        (an_event(responseElements={"ConsoleLogin": "Failure"}), None),
        (an_unparsed_event(), None),
    ],
)
def test_a_call_failed_by_its_error_code_and_a_sign_in_by_its_answer_too(event: Event, failure: str | None) -> None:
    assert (event.failure, event.failed) == (failure, failure is not None)


def test_events_are_ordered_by_time_then_by_id_and_those_without_time_come_last() -> None:
    ids = [("b", 1), ("a", 1), ("z", 0)]
    dated = [an_event(eventID=event_id, minute=minute) for event_id, minute in ids]
    events = [an_event(eventID="0", eventTime=None), *dated]
    assert [event.event_id for event in sorted(events, key=chronological)] == ["z", "a", "b", "0"]


def test_the_time_of_every_event_is_in_utc() -> None:
    event = an_event(eventTime="2026-11-20T10:00:00+02:00")
    assert event.time
    assert event.time.tzinfo is timezone.utc
