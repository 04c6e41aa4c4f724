"""Keys that are encoded once more, or that somebody has decoded."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.keys.decode import decode
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.services import ApiKeyService
from tests.core.keys.test_decode import decoded_parts, made_of, only_key
from tests.support.keys import (
    ENCODINGS,
    NOW,
    SECRET,
    SESSION_KEY_ID,
    SHORT_TERM_SERVICES,
    InventedKey,
    base64_of,
    invented_keys,
    long_term_key,
    query,
    service_called,
    short_term_key,
)

BEDROCK = service_called("bedrock")
KEY, SHORT = long_term_key(), short_term_key(BEDROCK, query(BEDROCK))
URL = "https://" + base64.b64decode(SHORT.removeprefix("bedrock-api-key-")).decode()


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(key=invented_keys())
def test_a_long_term_key_is_found_in_an_encoding(encoding: str, key: InventedKey) -> None:
    assert decoded_parts(only_key(ENCODINGS[encoding](key.text))) == made_of(key)


@pytest.mark.parametrize("service", SHORT_TERM_SERVICES, ids=lambda service: service.slug)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_short_term_key_is_found_in_an_encoding(encoding: str, service: ApiKeyService) -> None:
    key = only_key(ENCODINGS[encoding](short_term_key(service, query(service))))
    assert (key.service, key.access_key_id, key.partial) == (service, SESSION_KEY_ID, False)


@pytest.mark.parametrize("key", [KEY, SHORT], ids=["long-term", "short-term"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoded_key_is_where_its_place_says(encoding: str, key: str) -> None:
    text = f"before\n{ENCODINGS[encoding](key)}\nafter"
    place = only_key(text).place
    assert decode(text[: place.start] + text[place.end :], NOW).keys == ()
    assert only_key(text[place.start : place.end]).fingerprint == only_key(key).fingerprint


@pytest.mark.parametrize("outer", ENCODINGS)
@pytest.mark.parametrize("inner", ["hexadecimal digits", "entities", "Basic authentication"])
def test_no_more_than_one_encoding_is_removed(outer: str, inner: str) -> None:
    assert decode(ENCODINGS[outer](ENCODINGS[inner](KEY)), NOW).keys == ()


def test_every_key_in_a_file_of_secrets_is_found() -> None:
    keys = [long_term_key(f"user{number}-at-210987654321") for number in range(20)]
    text = "\n".join(f"  token-{number}: {base64_of(key)}" for number, key in enumerate(keys))
    assert [key.user_name for key in decode(text, NOW).keys] == [f"user{number}" for number in range(20)]


def test_a_key_that_stands_as_it_is_and_encoded_is_one_with_two_places() -> None:
    key = only_key(f"{KEY}\n{base64_of(KEY)}")
    assert [place.line for place in key.places] == [1, 2]


# The presigned request

REQUESTS = {
    "a URL": URL,
    "in a command": f"curl -X POST '{URL}' -H 'a: b'",
    "without a scheme": URL.removeprefix("https://"),
    "with the prefix": "bedrock-api-key-" + URL.removeprefix("https://"),
    "without the version": URL.partition("&Version")[0] + " and words",
    "in HTML": f'<a href="{URL.replace("&", "&amp;")}">',
    "in HTML-safe JSON": json.dumps(URL).replace("&", "\\u0026"),
    "as a parameter": f"https://example.com/?next={quote(URL, safe='')}&more=1",
    "wrapped": "\n".join(URL[start : start + 70] for start in range(0, len(URL), 70)),
    "in base64": f"token: {base64_of(URL)}",
    "in base64 within JSON": base64_of(json.dumps({"url": URL})),
    "a key without its prefix": f"token: {SHORT.removeprefix('bedrock-api-key-')} and words",
}


@pytest.mark.parametrize("form", REQUESTS)
def test_a_presigned_request_is_the_key_that_it_is_in(form: str) -> None:
    whole, key = only_key(SHORT), only_key(REQUESTS[form])
    assert (key.prefix, key.access_key_id, key.region, key.fingerprint) == (
        whole.prefix,
        whole.access_key_id,
        whole.region,
        whole.fingerprint,
    )


@pytest.mark.parametrize("service", SHORT_TERM_SERVICES, ids=lambda service: service.slug)
@pytest.mark.parametrize("scheme", ["", "https://"])
def test_the_request_of_every_service_is_found_in_base64(service: ApiKeyService, scheme: str) -> None:
    request = base64.b64decode(short_term_key(service, query(service)).removeprefix(str(service.short_term_prefix)))
    assert only_key(base64_of(scheme + request.decode())).service == service


def test_a_request_beside_its_key_is_another_place_of_it() -> None:
    assert len(only_key(f"{SHORT}\n{URL}").places) == 2


@pytest.mark.parametrize(
    "text",
    [
        '{"Action": "bedrock:CallWithBearerToken"}',
        "https://bedrock.amazonaws.com/?Action=CallWithBearerToken",
        URL.replace("bedrock.amazonaws.com", "bedrock.example.com"),
        URL.replace("CallWithBearerToken", "GetCallerIdentity"),
        URL[:-90],
    ],
)
def test_no_other_request_is_a_key(text: str) -> None:
    assert decode(text, NOW).keys == ()


# The decoded form

ALIAS = "BedrockAPIKey-ab12-at-210987654321"
DECODED = {
    "alone": f"{ALIAS}:{SECRET}",
    "in quotes": f'key = "{ALIAS}:{SECRET}"',
    "as a variable": f"KEY={ALIAS}:{SECRET}\nNEXT=1",
    "in a sentence": f"it is {ALIAS}:{SECRET} as I see",
    "URL-encoded": quote(f"{ALIAS}:{SECRET}", safe=""),
    "wrapped": f"{ALIAS}:{SECRET[:30]}\n{SECRET[30:]}\n",
}


@pytest.mark.parametrize("form", DECODED)
def test_the_decoded_form_is_a_key_of_an_unknown_service(form: str) -> None:
    key = only_key(DECODED[form])
    assert (key.prefix, key.service, key.user_name, key.account_id) == ("", None, "BedrockAPIKey-ab12", "210987654321")
    assert key.fingerprint == only_key(KEY).fingerprint


def test_the_decoded_form_beside_its_key_is_another_place_of_it() -> None:
    key = only_key(f"{KEY}\n{ALIAS}:{SECRET}")
    assert (key.prefix, len(key.places)) == ("ABSK", 2)


@pytest.mark.parametrize(
    "text",
    [
        f"{ALIAS}:",
        f"{ALIAS}: {SECRET[:40]}",
        f"https://{ALIAS}:{SECRET[:43]}=@git-codecommit.us-east-1.amazonaws.com/v1/repos/x",
        f"{ALIAS}:{SECRET[:-1]}abc",
        f"look-at-me:{SECRET}",
        f"-at-210987654321:{SECRET}",
    ],
    ids=["no secret", "a short secret", "a password of CodeCommit", "longer text", "no account", "no name"],
)
def test_nothing_shorter_or_longer_is_a_decoded_key(text: str) -> None:
    assert decode(text, NOW).keys == ()


# What is no key

ORDINARY = (
    base64_of("the ABSK prefix in a text, and nothing after it " * 3),
    base64_of("bedrock-api-key-rotation/handler.py and api-key-value " * 3),
    base64_of("Action=CallWithBearerToken&X-Amz-Algorithm=AWS4-HMAC-SHA256 is what the request has"),
    b"ABSK and other text that is no key at all".hex(),
    "41 42 53 4b 00 00 00 00 00 00 00 00 00 00 00 00",
    "&#65;&#66;&#83;&#75; is ABSK",
    "<b>A</b><b>B</b><b>S</b><b>K</b>",
    "A\n 1 B\n 2 S\n 3 K\n 4 and a list of letters",
    "QUJTSw== QUVBQQ== QUNXTA==",
    "x-at-123456789012: the name and the account",
    "\\x41\\x42\\x53\\x4b\\x00\\x01",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_signs_without_a_key_are_not_mentioned(text: str) -> None:
    decoded = decode(text, NOW)
    assert (decoded.keys, decoded.malformed) == ((), ())


def test_a_list_with_numbers_after_a_key_is_no_part_of_it() -> None:
    text = f"  1 {KEY[:-1]}\n  2 NextLine\n  3 Another\n"
    assert only_key(text).fingerprint == only_key(KEY[:-1]).fingerprint


def test_digits_at_the_end_of_a_wrapped_key_are_no_line_number() -> None:
    key = long_term_key("BedrockAPIKey-ab123-at-210987654321", SECRET[:58] + "mz")
    assert key[-2:].isdigit()
    assert only_key(f"KEY={key[:-2]}\n{key[-2:]} and words").fingerprint == only_key(key).fingerprint


SIGNS = (
    "QUJTS FCU0s BQlNL FwaS1rZX Q2FsbFdp %41%42%53%4B &#65;&#66; -at- 210987654321: CallWithBearerToken &X-Amz- <wbr>"
)
PIECES = (*SIGNS.split(), "41 42 53 4b", "&shy;", "-\n", "\n 12 ", "&#x41;", "A", "=\n")


@given(st.lists(st.sampled_from(PIECES)))
def test_no_mixture_of_signs_raises(parts: list[str]) -> None:
    text = "".join(parts)
    decoded = decode(text, NOW)
    places = [place for found in (decoded.keys, decoded.malformed) for each in found for place in each.places]
    assert all(0 <= place.start < place.end <= len(text) for place in places)


def test_the_notes_of_a_decoded_form_say_that_the_service_is_not_shown() -> None:
    key = only_key(DECODED["alone"])
    assert isinstance(key, DecodedKey)
    assert any("does not show its service" in note for note in key.notes)
