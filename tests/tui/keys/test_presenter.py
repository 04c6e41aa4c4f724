"""A decoded key as a row and as a card."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bks_tui.core.document import KeyValue, Section, Tone
from bks_tui.core.keys.decode import decode
from bks_tui.core.keys.decoded_key import DecodedKey, MalformedKey
from bks_tui.core.scan.ownership import Ownership
from bks_tui.tui.keys.presenter import card_sections, key_fields, no_key_sections, result_cells
from bks_tui.tui.kit.copy_fields import CopyField
from tests.support.documents import rows_of, text_of
from tests.support.keys import (
    NOW,
    SECRET,
    SESSION_KEY_ACCOUNT,
    SESSION_KEY_ID,
    long_term_key,
    query,
    service_called,
    short_term_key,
)

BEDROCK = service_called("bedrock")
NAME = "BedrockAPIKey-ab12"
LONG_TERM = decode(long_term_key(f"{NAME}-at-210987654321"), NOW).keys[0]
SHORT_TERM = decode(short_term_key(BEDROCK, query(BEDROCK)), NOW).keys[0]
CUT_OFF = decode(long_term_key(f"{NAME}-at-210987654321")[:90], NOW).keys[0]
TWICE = decode(f"\n {long_term_key()}\n{long_term_key()}", NOW).keys[0]
PLACEHOLDER = decode("ABSKxxxx", NOW).malformed[0]


def text(sections: tuple[Section, ...]) -> list[str]:
    """Sections as lines, labels before values."""
    return text_of(sections).splitlines()


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (LONG_TERM, [NAME, "210987654321", "Amazon Bedrock", "long-term"]),
        (SHORT_TERM, [SESSION_KEY_ID, SESSION_KEY_ACCOUNT, "Amazon Bedrock", "short-term"]),
        (PLACEHOLDER, ["malformed", "", "Amazon Bedrock", "long-term"]),
    ],
)
def test_a_row_of_the_results(result: DecodedKey | MalformedKey, expected: list[str]) -> None:
    assert [cell.text for cell in result_cells(result)] == expected


def test_the_fields_of_a_long_term_key() -> None:
    assert key_fields(LONG_TERM) == (
        CopyField("user name", NAME),
        CopyField("alias", f"{NAME}-at-210987654321"),
        CopyField("account", "210987654321"),
        CopyField("ARN", f"arn:*:iam::210987654321:user/{NAME}"),
        CopyField("fingerprint", LONG_TERM.fingerprint or ""),
    )


def test_the_fields_of_a_short_term_key() -> None:
    assert [(field.label, field.text) for field in key_fields(SHORT_TERM)][:6] == [
        ("account", SESSION_KEY_ACCOUNT),
        ("access key", SESSION_KEY_ID),
        ("class", "temporary session key"),
        ("Region", "us-west-2"),
        ("issued", "2026-11-24 08:00 UTC"),
        ("expires by", "2026-11-24 20:00 UTC"),
    ]


@pytest.mark.parametrize("key", [LONG_TERM, SHORT_TERM, CUT_OFF, TWICE])
def test_the_card_shows_every_field_and_note(key: DecodedKey) -> None:
    reported = text(card_sections(key, None, NOW))
    assert all(f"{field.label} {field.text}" in reported for field in key_fields(key))
    assert all(note in reported for note in key.notes)


@pytest.mark.parametrize(
    ("hours", "expected", "tone"),
    [(0, "may still work: in 8h", Tone.DANGER), (9, "expired: expired 1h ago", Tone.DIM)],
)
def test_the_card_shows_whether_a_short_term_key_may_still_work(hours: int, expected: str, tone: Tone) -> None:
    moment = NOW + timedelta(hours=hours)
    key = decode(short_term_key(BEDROCK, query(BEDROCK)), moment).keys[0]
    card = card_sections(key, None, moment)
    assert KeyValue("state", expected, tone) in [row for section in card for row in rows_of(section.blocks)]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (LONG_TERM, "place line 1, column 1"),
        (TWICE, "place line 2, column 2, 2 times"),
        (CUT_OFF, "partial the key is incomplete"),
    ],
)
def test_the_card_shows_where_and_how_complete_a_key_is(key: DecodedKey, expected: str) -> None:
    assert expected in text(card_sections(key, None, NOW))


def test_whose_key_it_is_comes_first() -> None:
    card = card_sections(LONG_TERM, Ownership("Held by ana."), NOW)
    assert (card[0].title, card[0].tone) == ("Held by ana.", Tone.PLAIN)


def test_a_key_of_another_account_stands_out() -> None:
    card = card_sections(LONG_TERM, Ownership("This key belongs elsewhere.", elsewhere=True), NOW)
    assert card[0].tone is Tone.DANGER


def test_a_malformed_key_shows_the_reason() -> None:
    reported = text(card_sections(PLACEHOLDER, None, NOW))
    assert reported[0] == "Malformed long-term key, Amazon Bedrock"
    assert PLACEHOLDER.reason in reported


@pytest.mark.parametrize(
    ("decoded", "expected"),
    [
        (None, "Paste a key, or any text that contains one: a log, a diff"),
        (decode("nothing", NOW), "No AWS API key in the pasted text"),
    ],
)
def test_the_empty_pane_says_why_it_is_empty(decoded: None, expected: str) -> None:
    assert text(no_key_sections(decoded))[0] == expected


@pytest.mark.parametrize("key", [LONG_TERM, SHORT_TERM, CUT_OFF])
def test_no_card_holds_a_secret(key: DecodedKey) -> None:
    assert SECRET[:20] not in "\n".join(text(card_sections(key, None, NOW)))
