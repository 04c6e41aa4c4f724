"""Secrets in CloudTrail records: gone from what is kept, each with its fingerprint in its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.cloudtrail.event import parse_event
from bks_tui.core.keys.decode import decode
from bks_tui.core.keys.decoded_key import fingerprint
from tests.support.events import an_event, cloudtrail_record
from tests.support.keys import (
    ENCODINGS,
    NOW,
    SECRET,
    SESSION_TOKEN,
    base64_of,
    long_term_key,
    pieces,
    query,
    service_called,
    short_term_key,
)

LONG_TERM = long_term_key()
SHORT_TERM = short_term_key(service_called("bedrock"), query(service_called("bedrock")))
INVENTED = "InventedSecretOfTheTests-0123456789"


def holders(secret: str) -> dict[str, Any]:
    """Where a record may hold a secret by its name."""
    return {
        "session token": {"credentials": {"accessKeyId": "ASIAINVENTEDFORTEST7", "sessionToken": secret}},
        "access key": {"accessKey": {"secretAccessKey": secret}},
        "API key": {"serviceSpecificCredential": {"serviceCredentialSecret": secret}},
        "service password": {"serviceSpecificCredential": {"servicePassword": secret}},
        "password": {"password": secret},
        "new password": {"newPassword": secret},
        "header": {"headers": {"Authorization": f"Bearer {secret}"}},
        "snake case": {"secret_access_key": secret},
        "capitals with dashes": {"X-Amz-Security-Token": secret},
        "list": {"passwords": [{"password": [secret, "other"]}]},
        "object": {"secret": {"value": {"text": secret}}},
        "JSON in a string": {"body": json.dumps({"list": [{"clientSecret": secret}]})},
        "JSON in JSON in a string": {"body": json.dumps({"body": json.dumps({"password": secret})})},
        "broken JSON in a string": {"body": json.dumps({"password": secret})[:-1]},
        "presigned URL": {"url": f"https://example.com/?X-Amz-Security-Token={quote(secret)}&X-Amz-Expires=60"},
    }


WRAPPINGS: dict[str, Callable[[dict[str, Any]], str]] = {
    "answer": lambda held: json.dumps(cloudtrail_record(responseElements=held)),
    "request": lambda held: json.dumps(cloudtrail_record(requestParameters=held)),
    "text of Athena": lambda held: json.dumps(cloudtrail_record(responseElements=json.dumps(held))),
    "unknown field": lambda held: json.dumps(cloudtrail_record(ofTheFuture=[held])),
    "list and no record": lambda held: json.dumps([held]),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("holder", holders(""))
def test_no_named_secret_survives_in_a_record(holder: str, wrapping: str) -> None:
    kept = parse_event(WRAPPINGS[wrapping](holders(INVENTED)[holder])).record
    assert not [piece for piece in pieces(INVENTED) if piece in kept]


@pytest.mark.parametrize("holder", sorted({*holders("")} - {"list", "object"}))
def test_no_named_secret_survives_in_a_truncated_record(holder: str) -> None:
    record = json.dumps({"responseElements": holders(INVENTED)[holder], "eventName": "CreateUser"})
    kept = parse_event(record[:-3]).record
    assert not [piece for piece in pieces(INVENTED) if piece in kept]


def test_a_truncated_secret_does_not_survive() -> None:
    record = '{"credentials": {"sessionToken": "' + INVENTED
    assert INVENTED[:12] not in parse_event(record).record


@given(
    secret=st.text(st.characters(exclude_categories=["Cs"]), min_size=12), holder=st.sampled_from(sorted(holders("")))
)
def test_a_secret_of_any_characters_is_replaced(secret: str, holder: str) -> None:
    unlike_the_rest = f"{INVENTED}{secret}{INVENTED}"
    kept = parse_event(WRAPPINGS["answer"](holders(unlike_the_rest)[holder])).record
    assert INVENTED[:12] not in kept
    assert INVENTED[-12:] not in kept


@pytest.mark.parametrize("field", ["userAgent", "errorMessage", "eventName", "sourceIPAddress"])
@pytest.mark.parametrize("key", [LONG_TERM, SHORT_TERM, LONG_TERM[:100]], ids=["long-term", "short-term", "cut off"])
def test_no_api_key_survives_wherever_it_was_written(field: str, key: str) -> None:
    fields: dict[str, Any] = {field: f"before {key} after"}
    event = an_event(**fields)
    assert not [piece for piece in pieces(key, 24) if piece in event.record]


def test_no_api_key_survives_in_the_fields_of_an_event() -> None:
    event = an_event(userAgent=f"curl {LONG_TERM}", errorMessage=LONG_TERM)
    assert LONG_TERM[:40] not in repr(event)


def test_no_api_key_survives_in_a_name_of_a_field() -> None:
    assert LONG_TERM[:40] not in an_event(requestParameters={LONG_TERM: 1}).record


def test_no_api_key_survives_in_a_record_that_is_no_json() -> None:
    kept = parse_event(f"curl -H 'Authorization: Bearer {LONG_TERM}' {SHORT_TERM}").record
    assert not [piece for piece in (*pieces(LONG_TERM, 24), *pieces(SHORT_TERM, 24)) if piece in kept]


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "oldPassword",
        "passphrase",
        "clientSecret",
        "SecretString",
        "secretBinary",
        "secret_key",
        "secretAccessKey",
        "privateKey",
        "apiKey",
        "x-api-key",
        "sessionToken",
        "x-amz-security-token",
        "authToken",
        "bearerToken",
        "accessToken",
        "refresh_token",
        "idToken",
        "webIdentityToken",
        "SAMLAssertion",
        "Authorization",
        "X-Amz-Signature",
        "base32StringSeed",
        "qrCodePNG",
    ],
)
def test_what_a_name_calls_a_secret_is_one(name: str) -> None:
    assert INVENTED not in an_event(requestParameters={name: INVENTED}).record


def test_other_text_is_unchanged_in_a_truncated_record() -> None:
    record = '{"credentials": {"sessionToken": "short", "accessKeyId": "ASIAINVENTEDFORTEST7"'
    assert parse_event(record).record == record.replace("short", "[secret]")


def test_a_secret_that_is_no_valid_unicode_is_replaced_like_any_other() -> None:
    assert INVENTED not in an_event(requestParameters={"password": f"{INVENTED}\ud800"}).record


def test_an_api_key_leaves_the_fingerprint_by_which_bks_knows_it() -> None:
    known = fingerprint(SECRET.encode())
    assert f"curl [API key, fingerprint {known}]" in str(an_event(userAgent=f"curl {LONG_TERM}").user_agent)


def test_a_secret_leaves_its_fingerprint() -> None:
    known = fingerprint(SESSION_TOKEN.encode())
    event = an_event(responseElements={"credentials": {"sessionToken": SESSION_TOKEN}})
    assert f'"sessionToken": "[secret, fingerprint {known}]"' in event.record


def test_a_short_secret_leaves_nothing_that_could_be_tried_out() -> None:
    assert '"password": "[secret]"' in an_event(requestParameters={"password": "hunter2"}).record


@pytest.mark.parametrize(
    "harmless",
    [
        {"password": "HIDDEN_DUE_TO_SECURITY_REASONS"},
        {"newPassword": "***"},
        {"password": ""},
        {"password": None},
        {"callWithBearerToken": True},
        {"callWithBearerToken": "true"},
        {"passwordResetRequired": False},
        {"bearerTokenType": "LONG_TERM"},
        {"nextToken": "page-2-of-an-invented-list"},
        {"clientRequestToken": "an-invented-id"},
        {"secretId": "name-of-a-secret"},
        {"policyDocument": '{ "Statement" : [] }'},
        {"text": "{not JSON"},
        {"text": "[]"},
    ],
    ids=str,
)
def test_what_is_no_secret_is_kept_as_it_is(harmless: dict[str, Any]) -> None:
    kept = json.loads(an_event(requestParameters=harmless).record)
    assert kept["requestParameters"] == harmless


@pytest.mark.parametrize("holder", holders(""))
def test_redacting_twice_is_redacting_once(holder: str) -> None:
    once = parse_event(WRAPPINGS["answer"]({**holders(INVENTED)[holder], "key": LONG_TERM})).record
    assert parse_event(once).record == once


@pytest.mark.parametrize("key", [LONG_TERM, SHORT_TERM], ids=["long-term", "short-term"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_key_that_is_encoded_once_more_is_redacted(encoding: str, key: str) -> None:
    kept = parse_event(json.dumps(cloudtrail_record(requestParameters={"value": ENCODINGS[encoding](key)}))).record
    assert "[API key, fingerprint" in kept
    assert decode(kept, NOW).keys == ()


def test_nothing_of_an_encoded_secret_is_kept() -> None:
    encoded = base64_of(f"KEY={LONG_TERM}")
    kept = parse_event(json.dumps(cloudtrail_record(requestParameters={"userData": encoded}))).record
    # The first characters are those of the words before the key.
    assert not [piece for piece in pieces(encoded[8:]) if piece in kept]
