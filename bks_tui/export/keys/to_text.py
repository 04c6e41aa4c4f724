"""Decoded keys as cards of plain text, one below the other, for reading in a terminal or a ticket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bks_tui.core.keys.decoded_key import Decoded, DecodedKey, MalformedKey
from bks_tui.core.text import sanitize
from bks_tui.export import formatting as words

_LABEL = 18


def decode_cards(decoded: Decoded, now: datetime) -> Iterator[str]:
    """The lines of all keys, then of malformed ones. The expiry is shown relative to `now`."""
    cards = (*(_key_card(key, now) for key in decoded.keys), *(_malformed_card(key) for key in decoded.malformed))
    for number, card in enumerate(cards):
        yield from [""] if number else []
        yield from card


def _key_card(key: DecodedKey, now: datetime) -> Iterator[str]:
    truncated = ", truncated" if key.partial else ""
    yield f"{key.kind.value.capitalize()} key, {_service(key)}{truncated}"
    rows = {
        "user name": key.user_name,
        "alias": key.alias.text if key.alias else None,
        "account": key.account_id,
        "ARN": key.iam_user_arn,
        "access key": f"{key.access_key_id} ({key.access_key_class.value})" if key.access_key_class else None,
        "Region": key.region,
        "issued": words.moment(key.issued_at) if key.issued_at else None,
        "expires at latest": f"{words.moment(key.expires_at)} ({words.expiry(key.expires_at, now)})"
        if key.expires_at
        else None,
        "fingerprint": key.fingerprint,
        "found at": _places(key),
    }
    yield from (_row(label, text) for label, text in rows.items() if text)
    yield from (f"  - {sanitize(note)}" for note in key.notes)


def _malformed_card(key: MalformedKey) -> Iterator[str]:
    yield f"Malformed {key.kind.value} key, {_service(key)}"
    yield _row("reason", key.reason)
    if key.readable:
        yield _row("readable", key.readable)
    yield _row("found at", _places(key))


def _row(label: str, text: str) -> str:
    return f"  {label:{_LABEL}}{sanitize(text)}"


def _service(key: DecodedKey | MalformedKey) -> str:
    return key.service.title if key.service else f"unknown service (prefix {key.prefix or '?'})"


def _places(key: DecodedKey | MalformedKey) -> str:
    more = f", and {len(key.places) - 1} more" if len(key.places) > 1 else ""
    return f"line {key.place.line}, column {key.place.column}{more}"
