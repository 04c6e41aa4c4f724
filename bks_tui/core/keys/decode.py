"""Find and decode every AWS API key in a text. The only entry to decoding; nothing above it sees a secret.

`key_finder` and `base64_words` find where a key may be, `base64_text` reads the base64 there, `long_term`
and `short_term` parse it, `decoded_key` is the result. `plain_forms` finds keys that somebody has
decoded, `encodings` what is encoded once more.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TypeAlias

from bks_tui.core.keys import long_term as long_term_key
from bks_tui.core.keys import short_term as short_term_key
from bks_tui.core.keys.base64_text import TERMINAL_CODE, read_body
from bks_tui.core.keys.base64_words import Hit, WordSearch
from bks_tui.core.keys.decoded_key import Decoded, DecodedKey, Found, KeyKind, MalformedKey, Place
from bks_tui.core.keys.encodings import find_encoded, has_escape_sign, sign_words
from bks_tui.core.keys.gaps import Gaps, gaps_in
from bks_tui.core.keys.key_finder import (
    Anchor,
    account_words,
    find_anchors,
    has_short_term_prefix,
    long_term_prefixes,
)
from bks_tui.core.keys.plain_forms import ALIAS_END, REQUEST_SIGN, find_plain
from bks_tui.core.keys.unknown_service import read_unknown
from bks_tui.core.services import ApiKeyService

_Finding: TypeAlias = DecodedKey | MalformedKey

# A damaged key counts only where other text ends before it: within a longer run of base64 the
# letters of a prefix are chance.
_STANDS_ALONE = re.compile(
    r"(?:\A|[^A-Za-z0-9]|\\[nrt]|%[0-9A-Fa-f]{2}|=[0-9A-F]{2}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}"
    rf"|{TERMINAL_CODE}|\\(?:u001[bB]|x1[bB]|033|e)\[[0-9;:]*[mK])\Z"
)
_LOOK_BACK = 24
_PLACEHOLDER = re.compile(
    r"(?:x{3}|\*{3}|\.{3}|…|<(?!/|(?:a|b|br|code|em|font|i|mark|span|strong|u|wbr)\b)|\{|\$|your|here\b|example|placeholder|redacted)[\w*.…<>{}$-]{0,80}",
    re.IGNORECASE,
)


def decode(text: str, now: datetime) -> Decoded:
    """Find and decode every API key in `text`. `now` (aware) decides what has expired. Raises nothing."""
    places: dict[DecodedKey | MalformedKey, list[Place]] = {}
    lines = _Lines(text)
    gaps = gaps_in(text)
    hits = tuple(_word_search(gaps).find(text))
    direct = tuple(_direct(text, hits, gaps, now))
    for found in _without_overlaps((*direct, *_encoded_once_more(text, hits, direct, now))):
        places.setdefault(found.finding, []).append(lines.place(found.start, found.end))
    findings = [replace(finding, places=tuple(where)) for finding, where in _merged(places).items()]
    return Decoded(
        tuple(finding for finding in findings if isinstance(finding, DecodedKey)),
        tuple(finding for finding in findings if isinstance(finding, MalformedKey)),
    )


def may_hold_key(text: str) -> bool:
    """Whether decoding could find anything in `text`: a fast search of the whole."""
    gaps = gaps_in(text)
    patterns = (*long_term_prefixes(gaps), *_word_search(gaps).patterns, ALIAS_END)
    return (
        REQUEST_SIGN in text
        or any(pattern.search(text) for pattern in patterns)
        or has_escape_sign(text)
        or has_short_term_prefix(text, gaps)
    )


@cache
def _word_search(gaps: Gaps) -> WordSearch:
    """A search for words in base64: of keys as they are, and of keys that are encoded once more."""
    return WordSearch((*account_words(gaps), *sign_words(gaps)))


def _direct(text: str, hits: Iterable[Hit], gaps: Gaps, now: datetime) -> Iterator[Found]:
    """What stands in the text as it is."""
    yield from find_plain(text, now)
    done = 0
    anchors = find_anchors(text, hits, gaps)
    prefixes = [anchor.start for anchor in anchors if anchor.kind]
    for anchor in anchors:
        if anchor.start < done:
            continue
        following = bisect_right(prefixes, anchor.start)
        stop = prefixes[following] if following < len(prefixes) else len(text)
        found = _read(text, anchor, done, stop, now)
        if found:
            yield found
        done = found.end if found else anchor.end


def _encoded_once_more(text: str, hits: Iterable[Hit], direct: Iterable[Found], now: datetime) -> Iterator[Found]:
    """The keys that are encoded: whole ones only, since chance makes parts of one. One level, not encodings of such."""
    known = _Places(direct)
    for encoded in find_encoded(text, hits, lambda start: known.overlap(start, start + 1)):
        gaps = gaps_in(encoded.text)
        for found in _direct(encoded.text, _word_search(gaps).find(encoded.text), gaps, now):
            if isinstance(found.finding, DecodedKey) and not found.finding.partial:
                yield Found(found.finding, *encoded.span(found.start, found.end))


def _without_overlaps(everything: Sequence[Found]) -> Iterator[Found]:
    """What was found, in order; of what overlaps, a key before what cannot be read."""
    end, keys = 0, _Places(everything)
    for found in sorted(everything, key=lambda found: (found.start, isinstance(found.finding, MalformedKey))):
        damaged = isinstance(found.finding, MalformedKey) and keys.overlap(found.start, found.end)
        if found.start >= end and not damaged:
            end = found.end
            yield found


class _Places:
    """Where keys that can be read are in a text."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._places = sorted((each.start, each.end) for each in found if isinstance(each.finding, DecodedKey))

    def overlap(self, start: int, end: int) -> bool:
        """Whether one of them overlaps a part of the text."""
        after = bisect_left(self._places, (end, 0))
        return after > 0 and self._places[after - 1][1] > start


def _merged(places: Mapping[_Finding, list[Place]]) -> dict[_Finding, list[Place]]:
    """The same, where a decoded form beside its key is another place of that key."""
    whole: dict[tuple[object, ...], DecodedKey] = {
        (key.alias, key.fingerprint): key for key in places if isinstance(key, DecodedKey) and key.prefix and key.alias
    }
    merged: dict[_Finding, list[Place]] = {}
    for finding, where in places.items():
        same = whole.get((finding.alias, finding.fingerprint)) if isinstance(finding, DecodedKey) else None
        merged.setdefault(same or finding, []).extend(where)
    return merged


def _read(text: str, anchor: Anchor, done: int, stop: int, now: datetime) -> Found | None:
    """What is at an anchor, within `text[done:stop]`; None if it is not a key."""
    if anchor.service is None:
        return read_unknown(text, anchor, done, stop)
    if anchor.end == stop:
        return None
    placeholder = _PLACEHOLDER.match(text, anchor.end, stop)
    found = (
        _placeholder(anchor, placeholder.end()) if placeholder else _read_body(text, anchor, anchor.service, stop, now)
    )
    if found is None or isinstance(found.finding, DecodedKey) or anchor.start == done:
        return found
    return found if _STANDS_ALONE.search(text[max(0, anchor.start - _LOOK_BACK) : anchor.start]) else None


def _read_body(text: str, anchor: Anchor, service: ApiKeyService, stop: int, now: datetime) -> Found | None:
    if anchor.kind is KeyKind.LONG_TERM:
        body = read_body(text, anchor.end, stop, long_term_key.LONGEST_BODY + 1)
        reading = long_term_key.read_long_term(body, anchor.prefix, service)
    else:
        body = read_body(text, anchor.end, stop, short_term_key.LONGEST_BODY)
        reading = short_term_key.read_short_term(body, anchor.prefix, service, now)
    return Found(reading.finding, anchor.start, body.text_end(reading.characters)) if reading else None


def _placeholder(anchor: Anchor, end: int) -> Found:
    kind = anchor.kind or KeyKind.LONG_TERM
    reason = "Documentation placeholder, not a real key."
    finding = MalformedKey(kind, anchor.prefix, anchor.service, reason, placeholder=True)
    return Found(finding, anchor.start, end)


class _Lines:
    """Converts offsets, given in ascending order, to places; reads the text only once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = 1
        self._line_start = 0
        self._position = 0

    def place(self, start: int, end: int) -> Place:
        """The place of `text[start:end]`."""
        breaks = self._text.count("\n", self._position, start)
        if breaks:
            self._line += breaks
            self._line_start = self._text.rfind("\n", self._position, start) + 1
        self._position = start
        return Place(self._line, start - self._line_start + 1, start, end)
