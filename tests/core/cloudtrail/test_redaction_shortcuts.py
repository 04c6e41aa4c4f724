"""Most records have no secret, and searches of the whole tell so: what they leave out would change nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.cloudtrail import redaction
from bks_tui.core.cloudtrail.event import Event, parse_event
from bks_tui.core.cloudtrail.field_names import IDENTITY_FIELDS, RECORD_FIELDS
from tests.support.events import cloudtrail_record, role_identity, user_identity
from tests.support.hostile import HOSTILE_TEXTS
from tests.support.keys import ENCODINGS, NOW, WRAPPINGS, long_term_key, query, service_called, short_term_key

BEDROCK = service_called("bedrock")
KEYS = (
    long_term_key(),
    long_term_key(prefix="ZQTX"),
    long_term_key()[:60],
    long_term_key()[20:],
    short_term_key(BEDROCK, query(BEDROCK)),
    "ABSK...",
    "https://example.com/?X-Amz-Signature=0123456789abcdef&x=1",
    "inventedPassword0123456789",
)
FORMS = (*(lambda key, wrap=wrap: wrap(key, 40) for wrap in WRAPPINGS.values()), *ENCODINGS.values())
NAMES = (
    *("password", "client_secret", "X-Api-Key", "sessionToken", "nextToken", "callWithBearerToken", "key", "kms-key"),
    *("pa\u017f\u017fword", "to\u212aen", "secretStr\u0131ng", "Secret", "userName", "ARN", KEYS[0]),
)

texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(HOSTILE_TEXTS),
    st.builds(lambda form, key: form(key), st.sampled_from(FORMS), st.sampled_from(KEYS)),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
        | inner.map(json.dumps)
        | inner.map(lambda value: json.dumps(value)[:-1])
    ),
    max_leaves=5,
)
records = st.builds(
    lambda identity, fields: {**cloudtrail_record(identity=identity), **fields},
    st.sampled_from([user_identity(), role_identity()]),
    st.dictionaries(st.sampled_from([*RECORD_FIELDS, *NAMES]), values, min_size=1, max_size=3),
)
written = st.builds(
    lambda record, indent, ascii_only: json.dumps(record, indent=indent, ensure_ascii=ascii_only),
    records,
    st.sampled_from([None, 1]),
    st.booleans(),
)


def parsed_the_long_way(record: str) -> Event:
    """The event, with every name and every string looked at."""
    with pytest.MonkeyPatch.context() as patch:
        keys = redaction._keys()._replace(may_hold_key=lambda _text: True)
        patch.setattr(redaction, "_keys", lambda: keys)
        patch.setattr(redaction, "_JSON_IN_STRING", (re.compile(""),))
        patch.setattr(redaction, "_ORDINARY_NAMES", frozenset[str]())
        patch.setattr(redaction, "_names_a_secret", lambda name: redaction._SECRET_NAME.search(name) is not None)
        return parse_event(record)


def holding(text: str) -> Iterator[dict[str, Any]]:
    """Fields of a record with a text in every kind of place."""
    asked: tuple[dict[str, Any], ...] = (
        *({text: 1}, {"list": [[text]]}),
        *({"body": json.dumps({"a": [text]})}, {"body": json.dumps({"a": text})[:-1]}),
        *({"body": f"{{password={text}}}"}, {"body": f"[password={text}]"}, {"body": f"password={text}"}),
        *({name: text} for name in NAMES),
    )
    yield {"userAgent": text}
    yield from ({"requestParameters": parameters} for parameters in asked)


EVERY_PLACE = [fields for key in KEYS for fields in holding(key)]
EVERY_FORM = [{"userAgent": form(key)} for key in (KEYS[0], KEYS[1], KEYS[4]) for form in FORMS]


def test_the_short_way_leaves_out_nothing_that_the_long_one_finds() -> None:
    given = [json.dumps({**cloudtrail_record(), **fields}) for fields in (*EVERY_PLACE, *EVERY_FORM)]
    assert [record for record in given if parse_event(record) != parsed_the_long_way(record)] == []


@given(written)
def test_what_the_searches_leave_out_changes_nothing(record: str) -> None:
    assert parse_event(record) == parsed_the_long_way(record)


def test_no_field_of_a_record_has_the_name_of_a_secret() -> None:
    fields: dict[str, Any] = dict.fromkeys((*RECORD_FIELDS, *IDENTITY_FIELDS), f"at {NOW:%H:%M}")
    assert json.loads(parse_event(json.dumps(fields)).record) == fields
