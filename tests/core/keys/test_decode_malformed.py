"""What the decoder does not believe, and what it still reads of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.keys.decode import decode
from bks_tui.core.keys.decoded_key import MalformedKey
from tests.support.keys import (
    NOW,
    SECRET,
    SESSION_KEY_ID,
    base64_of,
    long_term_key,
    query,
    service_called,
    short_term_key,
)

BEDROCK = service_called("bedrock")


def only_malformed(text: str) -> MalformedKey:
    """The one malformed key in a text without any other."""
    decoded = decode(text, NOW)
    assert decoded.keys == ()
    assert len(decoded.malformed) == 1
    return decoded.malformed[0]


@pytest.mark.parametrize(
    ("alias", "reason", "readable"),
    [
        (f"{'n' * 65}-at-210987654321", "longer than the 64", f"{'n' * 65}-at-210987654321"),
        ("bob-at-21098765432", "not 12 digits", "bob-at-21098765432"),
        ("bob-at-2109876543210", "not 12 digits", "bob-at-210987654321"),
        ("bob@210987654321", "USER-at-ACCOUNT", ""),
        ("bob smith-at-210987654321", "USER-at-ACCOUNT", ""),
        ("bob-at-210987654321;", "not valid in a user name or an account id", "bob-at-210987654321"),
        ("-at-210987654321", "not 12 digits", ""),
    ],
)
def test_an_alias_that_iam_could_not_have_made_is_malformed_with_the_reason(
    alias: str, reason: str, readable: str
) -> None:
    key = only_malformed(long_term_key(alias))
    assert reason in key.reason
    assert key.readable == readable


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Action": "GetCallerIdentity"}, "not CallWithBearerToken"),
        ({"X_Amz_Algorithm": "AWS4-ECDSA-P256-SHA256"}, "AWS4-HMAC-SHA256"),
        ({"X_Amz_Credential": "nothing"}, "KEY/DATE/REGION/SERVICE"),
        ({"X_Amz_Credential": f"{SESSION_KEY_ID}/20261124/us-east-1/s3/aws4_request"}, "a different service"),
        ({"X_Amz_Credential": f"{SESSION_KEY_ID}/20261123/us-east-1/bedrock/aws4_request"}, "differs from the date"),
        ({"X_Amz_Date": "20261324T080000Z"}, "not a valid time"),
        ({"X_Amz_Date": "today"}, "KEY/DATE/REGION/SERVICE"),
        ({"X_Amz_Expires": "43201"}, "1 to 43,200"),
        ({"X_Amz_Expires": "0"}, "1 to 43,200"),
        ({"X_Amz_Expires": "-5"}, "not a number"),
        ({"X_Amz_Expires": "9" * 5000}, "not a number"),
        ({"X_Amz_Signature": "zz"}, "64 hexadecimal"),
        ({"X_Amz_Signature": ""}, "lacks X-Amz-Signature"),
    ],
)
def test_a_request_that_aws_would_not_accept_is_malformed_with_the_reason(change: dict[str, str], reason: str) -> None:
    assert reason in only_malformed(short_term_key(BEDROCK, query(BEDROCK, **change))).reason


def test_a_parameter_given_twice_is_malformed() -> None:
    request = "bedrock.amazonaws.com/?Action=CallWithBearerToken&Action=CallWithBearerToken&Version=1"
    assert "twice" in only_malformed(f"bedrock-api-key-{base64_of(request)}").reason


def test_a_request_to_another_host_is_malformed() -> None:
    request = "bedrock.example.com/?Action=CallWithBearerToken&Version=1"
    assert "no request to bedrock.amazonaws.com" in only_malformed(f"bedrock-api-key-{base64_of(request)}").reason


@pytest.mark.parametrize(
    "text",
    [
        "ABSKQmVkcm9ja0FQSUtleS0...",
        "ABSKxxxxxxxxxxxxxxxxxxxx",
        "ABSK" + "*" * 128,
        "AWS_BEARER_TOKEN_BEDROCK=your-bedrock-api-key-here",
        "bedrock-api-key-xxxx",
        "bedrock-api-key-<token>",
        "sagemaker-api-key-${TOKEN}",
    ],
)
def test_a_placeholder_is_called_one(text: str) -> None:
    assert "placeholder" in only_malformed(text).reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        "keys begin with ABSK, or AEAA",
        "ABSK",
        "s3://bucket/bedrock-api-key-rotation/handler.py",
        "x-api-key-header",
        "key = AKIAXXXXXXXXXXXXXXXX",
        "aws_access_key: AKIAIOSFODNN7EXAMPLE",
        "bdk_v1_abc123def456ghi789jkl012mno345pqr678stu901vwx234yz",
        base64_of("look-at-123456789012 and more text, but no key"),
        "x" * 500 + "ABSK" + "A" * 500,
    ],
)
def test_what_resembles_no_key_is_not_mentioned(text: str) -> None:
    decoded = decode(text, NOW)
    assert (decoded.keys, decoded.malformed) == ((), ())


def test_a_body_without_any_identity_is_malformed() -> None:
    assert "USER-at-ACCOUNT" in only_malformed("ABSK" + "A" * 109).reason


@given(st.integers(0, 200))
def test_a_long_term_key_truncated_anywhere_is_partial_and_shows_only_what_is_present(length: int) -> None:
    alias = "BedrockAPIKey-ab12-at-210987654321"
    decoded = decode(long_term_key(alias)[:length], NOW)
    for key in decoded.keys:
        assert key.alias is not None
        assert key.alias.text == alias
        assert key.partial == (key.secret_length != len(SECRET))
    for malformed in decoded.malformed:
        assert malformed.partial
        assert alias.startswith(malformed.readable)


@pytest.mark.parametrize("after", ["...", "…", " and then words follow", "\nNEXT=1", ""])
def test_what_follows_a_cut_is_not_taken_for_the_key(after: str) -> None:
    key = decode(long_term_key()[:80] + after, NOW).keys[0]
    assert (key.partial, key.secret_length) == (True, 22)


def test_a_key_truncated_within_its_account_id_shows_the_beginning() -> None:
    key = only_malformed(long_term_key()[:44] + " and words")
    assert (key.partial, key.readable) == (True, "BedrockAPIKey-ab12-at-21098765")


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        (long_term_key()[:45] + "\n- b", "BedrockAPIKey-ab12-at-21098765"),
        (f"+K={long_term_key()[:46]}\n+FOO=bar", "BedrockAPIKey-ab12-at-210987654"),
        (f"| {long_term_key()[:47]} | x |", "BedrockAPIKey-ab12-at-2109876543"),
        (long_term_key()[:42] + " ok", "BedrockAPIKey-ab12-at-210987"),
    ],
    ids=["a list", "a diff", "a table", "a word"],
)
def test_what_follows_a_cut_alias_is_no_part_of_it(text: str, readable: str) -> None:
    key = only_malformed(text)
    assert (key.partial, key.readable) == (True, readable)


@pytest.mark.parametrize("length", range(49, 129))
def test_the_equals_sign_of_what_follows_a_cut_is_not_its_padding(length: int) -> None:
    keys = decode(f"{long_term_key()[:length]}\nFOO=bar", NOW).keys
    assert [key.partial for key in keys] == [True] * len(keys)


@pytest.mark.parametrize("length", [20, 30, 40, 49])
@pytest.mark.parametrize("before", ["\x1b[01;31m\x1b[K", r"\u001b[31m", r"\u0022", r"\x20", "K=3D", "%22"])
def test_a_cut_key_after_an_escape_or_a_colour_code_is_mentioned(before: str, length: int) -> None:
    assert only_malformed(f"log: {before}{long_term_key()[:length]}").partial


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        (long_term_key()[:24], "BedrockAPIKey-a"),
        (long_term_key()[:28], "BedrockAPIKey-ab12"),
        (long_term_key("alice-of-the-team-at-210987654321")[:20], ""),
        (long_term_key("look-at-me-at-210987654321")[:20], "look-at-"),
    ],
    ids=["within a console name", "after a console name", "within any other name", "after an -at- of the name"],
)
def test_of_a_cut_alias_only_what_no_secret_can_be_is_shown(text: str, readable: str) -> None:
    assert only_malformed(text).readable == readable


def test_a_key_without_its_beginning_shows_its_account() -> None:
    key = only_malformed("key: " + long_term_key()[10:])
    assert (key.partial, key.readable) == (True, "-at-210987654321")


@given(st.data())
def test_a_short_term_key_truncated_anywhere_shows_what_is_before_the_cut(data: st.DataObject) -> None:
    text = short_term_key(BEDROCK, query(BEDROCK))
    length = data.draw(st.integers(40, len(text) - 3))
    decoded = decode(text[:length], NOW)
    assert all(key.partial and key.access_key_id == SESSION_KEY_ID for key in decoded.keys)
    assert all(malformed.partial for malformed in decoded.malformed)
    assert len(decoded.keys) + len(decoded.malformed) == 1


def test_a_short_term_key_truncated_in_its_session_token_still_shows_who_and_when() -> None:
    key = decode(short_term_key(BEDROCK, query(BEDROCK))[:500], NOW).keys[0]
    assert (key.partial, key.region, key.fingerprint, key.expired) == (True, "us-west-2", None, False)


def test_a_short_secret_has_no_fingerprint_to_guess_it_from() -> None:
    assert decode(long_term_key()[:70], NOW).keys[0].fingerprint is None
