"""Finding and decoding API keys in whatever a person pastes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from aws_bedrock_token_generator import BedrockTokenGenerator
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.keys.access_key_id import AccessKeyClass
from bks_tui.core.keys.decode import decode
from bks_tui.core.keys.decoded_key import DecodedKey, KeyKind
from bks_tui.core.services import ApiKeyService
from tests.support.keys import (
    NOW,
    SECRET,
    SESSION_KEY_ACCOUNT,
    SESSION_KEY_ID,
    SHORT_TERM_SERVICES,
    USER_KEY_ACCOUNT,
    USER_KEY_ID,
    WRAPPINGS,
    InventedKey,
    invented_keys,
    long_term_key,
    query,
    service_called,
    session_token_of,
    short_term_key,
)

widths = st.integers(1, 120)
BEDROCK = service_called("bedrock")


def only_key(text: str) -> DecodedKey:
    """The one key in a text, with nothing malformed beside it."""
    decoded = decode(text, NOW)
    assert decoded.malformed == ()
    assert len(decoded.keys) == 1
    return decoded.keys[0]


def fingerprint_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def decoded_parts(key: DecodedKey) -> tuple[object, ...]:
    return key.prefix, key.service, key.alias and key.alias.text, key.account_id, key.fingerprint, key.partial


def made_of(key: InventedKey) -> tuple[object, ...]:
    return key.prefix, key.service, key.alias, key.account_id, fingerprint_of(key.secret), False


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@given(key=invented_keys(), width=widths)
def test_a_long_term_key_decodes_to_what_it_is_made_of_however_it_is_wrapped(
    wrapping: str, key: InventedKey, width: int
) -> None:
    assert decoded_parts(only_key(WRAPPINGS[wrapping](key.text, width))) == made_of(key)


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@given(key=invented_keys(unknown_prefixes=True), width=st.integers(8, 120))
def test_a_key_with_a_prefix_that_nobody_knows_decodes_like_any_other(
    wrapping: str, key: InventedKey, width: int
) -> None:
    assert decoded_parts(only_key(WRAPPINGS[wrapping](key.text, width))) == made_of(key)


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@given(service=st.sampled_from(SHORT_TERM_SERVICES), width=widths)
def test_a_short_term_key_decodes_however_it_is_wrapped(wrapping: str, service: ApiKeyService, width: int) -> None:
    text = short_term_key(service, query(service))
    key = only_key(WRAPPINGS[wrapping](text, width))
    assert (key.service, key.access_key_id, key.region, key.partial) == (service, SESSION_KEY_ID, "us-west-2", False)


@given(st.lists(invented_keys(), min_size=1, max_size=4, unique_by=lambda key: key.text))
def test_adjacent_keys_are_separated(keys: list[InventedKey]) -> None:
    text = "".join(key.text.rstrip("=") for key in keys)
    assert [decoded_parts(key) for key in decode(text, NOW).keys] == [made_of(key) for key in keys]


def test_a_key_of_an_unknown_service_may_run_into_the_key_before_it() -> None:
    first, second = long_term_key("a-at-210987654321"), long_term_key("b-at-210987654321", prefix="ZQTX")
    assert [key.prefix for key in decode(first.rstrip("=") + second, NOW).keys] == ["ABSK", "ZQTX"]


@given(st.text())
def test_no_text_raises(text: str) -> None:
    decode(text, NOW)


@given(
    st.lists(
        st.sampled_from(["ABSK", "bedrock-api-key-", "QmVkcm9ja0", "LWF0LT", "%3D", "\\u00", "=\n", "> +", "A", "🙂"])
    )
)
def test_no_mixture_of_the_pieces_of_keys_raises(parts: list[str]) -> None:
    decode("".join(parts), NOW)


@given(invented_keys(), st.data())
def test_a_damaged_key_raises_nothing(key: InventedKey, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(key.text)))
    decode(key.text[:at] + data.draw(st.text(max_size=3)) + key.text[at:], NOW)


def test_a_key_found_twice_is_listed_once_with_both_places() -> None:
    key = long_term_key()
    found = only_key(f"{key}\n  {key}\n")
    assert [(place.line, place.column) for place in found.places] == [(1, 1), (2, 3)]


def test_the_place_covers_the_key_in_the_text() -> None:
    key = long_term_key(secret=SECRET[:-1] + "0").rstrip("=")
    text = f"first line\nsecond line with '{key}' in it"
    place = only_key(text).place
    assert text[place.start : place.end] == key


def test_keys_come_in_the_order_of_their_appearance() -> None:
    names = ["zoe", "adam", "mia"]
    text = "\n".join(long_term_key(f"{name}-at-210987654321") for name in names)
    assert [key.user_name for key in decode(text, NOW).keys] == names


def test_the_fingerprint_is_of_the_secret_alone() -> None:
    assert only_key(long_term_key()).fingerprint == fingerprint_of(SECRET)


def test_a_reset_key_differs_in_its_fingerprint_only_in_what_it_shows() -> None:
    old, new = only_key(long_term_key()), only_key(long_term_key(secret=SECRET[::-1].replace("=", "x")))
    assert old.alias == new.alias
    assert old.fingerprint != new.fingerprint


def test_a_secret_of_another_length_is_decoded_with_a_note() -> None:
    key = only_key(long_term_key("a-at-210987654321", SECRET + "0123456789"))
    assert (key.secret_length, key.partial) == (70, False)
    assert any("70 characters" in note for note in key.notes)


def test_a_short_secret_that_padding_ends_is_whole() -> None:
    text = long_term_key("ab-at-210987654321", "0123456789abcdefghijklmnopqrst")
    assert text.endswith("=")
    assert (only_key(text).secret_length, only_key(text).partial) == (30, False)


def test_the_arn_of_a_long_term_key_leaves_the_partition_open() -> None:
    key = only_key(long_term_key("bob-at-210987654321"))
    assert key.iam_user_arn == "arn:*:iam::210987654321:user/bob"
    assert any("partition" in note for note in key.notes)


def test_the_arn_follows_once_the_partition_is_known() -> None:
    key = replace(only_key(long_term_key("bob-at-210987654321")), partition="aws-us-gov")
    assert key.iam_user_arn == "arn:aws-us-gov:iam::210987654321:user/bob"


def test_the_marker_is_explained_and_never_counted_as_a_second_key() -> None:
    key = only_key(long_term_key("alice+1-at-210987654321"))
    assert (key.user_name, key.marker) == ("alice", 1)
    assert any("part of the user name: alice+1" in note for note in key.notes)


def test_a_stale_name_has_a_note() -> None:
    assert any("when the key was created" in note for note in only_key(long_term_key()).notes)


def test_an_account_of_the_documentation_has_a_note() -> None:
    key = only_key(long_term_key("bob-at-123456789012"))
    assert any("documentation" in note for note in key.notes)


@pytest.mark.parametrize(
    ("access_key_id", "account_id", "kind", "session_token"),
    [
        (SESSION_KEY_ID, SESSION_KEY_ACCOUNT, AccessKeyClass.SESSION, "AnInventedSessionToken=="),
        (USER_KEY_ID, USER_KEY_ACCOUNT, AccessKeyClass.LONG_TERM, None),
    ],
)
def test_a_token_of_the_official_generator_decodes_with_its_account(
    access_key_id: str, account_id: str, kind: AccessKeyClass, session_token: str | None
) -> None:
    credentials = Credentials(access_key_id, "an invented secret access key", session_token)
    key = only_key(BedrockTokenGenerator().get_token(credentials, "eu-central-1"))
    assert (key.kind, key.access_key_id, key.account_id) == (KeyKind.SHORT_TERM, access_key_id, account_id)
    assert (key.access_key_class, key.region, key.partition) == (kind, "eu-central-1", "aws")
    assert key.issued_at
    assert key.expires_at == key.issued_at + timedelta(hours=12)


@pytest.mark.parametrize(("minute", "expired"), [(59, False), (0, True)])
def test_a_short_term_key_has_expired_from_its_last_second_on(minute: int, expired: bool) -> None:
    text = short_term_key(BEDROCK, query(BEDROCK))
    now = datetime(2026, 11, 24, 20 if minute == 0 else 19, minute, tzinfo=timezone.utc)
    key = decode(text, now).keys[0]
    assert key.expires_at == datetime(2026, 11, 24, 20, tzinfo=timezone.utc)
    assert key.expired is expired


def test_a_key_signed_with_a_long_term_access_key_has_the_note_that_a_time_limit_has_no_effect() -> None:
    key = only_key(short_term_key(BEDROCK, query(BEDROCK, USER_KEY_ID, None)))
    assert any("aws:TokenIssueTime has no effect" in note for note in key.notes)


@pytest.mark.parametrize(
    ("token_account", "account_id", "agree", "note"),
    [
        (SESSION_KEY_ACCOUNT, SESSION_KEY_ACCOUNT, True, "name the same account"),
        ("210987654321", None, False, "belongs to account"),
    ],
)
def test_the_account_in_the_session_token_is_compared_with_that_of_the_access_key(
    token_account: str, account_id: str | None, agree: bool, note: str
) -> None:
    key = only_key(short_term_key(BEDROCK, query(BEDROCK, session_token=session_token_of(token_account))))
    assert (key.account_id, key.accounts_agree) == (account_id, agree)
    assert [one for one in key.notes if note in one]


def test_without_an_account_in_the_session_token_there_is_nothing_to_agree_with() -> None:
    assert only_key(short_term_key(BEDROCK, query(BEDROCK))).accounts_agree is None


def test_an_access_key_id_of_an_unknown_class_has_a_note() -> None:
    key = only_key(short_term_key(BEDROCK, query(BEDROCK, "AXXAQNZGKIQY56JQ7WML", None)))
    assert (key.access_key_class, key.account_id) == (AccessKeyClass.OTHER, None)
    assert any("does not know this type" in note for note in key.notes)


def test_a_placeholder_access_key_id_is_called_one() -> None:
    key = only_key(short_term_key(BEDROCK, query(BEDROCK, "AKIAIOSFODNN7EXAMPLE", None)))
    assert key.account_id is None
    assert any("placeholder" in note for note in key.notes)


def test_a_key_signed_in_the_future_has_a_note() -> None:
    key = only_key(short_term_key(BEDROCK, query(BEDROCK, X_Amz_Date="20270101T000000Z")))
    assert any("future" in note for note in key.notes)


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-isob-east-1", "aws-iso-b"),
        ("mars-1", None),
    ],
)
def test_the_partition_follows_from_the_region(region: str, partition: str | None) -> None:
    scope = f"{SESSION_KEY_ID}/20261124/{region}/bedrock/aws4_request"
    assert only_key(short_term_key(BEDROCK, query(BEDROCK, X_Amz_Credential=scope))).partition == partition
