"""Keys that are encoded once more: base64, hexadecimal digits, percent, escapes and HTML entities.

Kubernetes Secrets, Basic authentication and the bodies of HAR files are base64. It searches for the signs of a key
as the encoding writes them, and decodes only what is around one. Nothing here knows the forms of keys.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from bks_tui.core.keys.base64_text import Body, read_body
from bks_tui.core.services import SERVICES

# The characters of the longest short-term key, in base64.
_LONGEST = 28_000
_LONGEST_LONG_TERM = 400
# How many characters before a sign belong to it: a prefix, or the address of a request.
_BEFORE = 80

_LONG_TERM = tuple(service.long_term_prefix for service in SERVICES if service.long_term_prefix)
_SHORT_TERM = tuple(service.short_term_prefix for service in SERVICES if service.short_term_prefix)
_SHARED_END = "api-key-"
_REQUEST = "CallWithBearerToken&X-Amz-Algorithm"


@dataclass(frozen=True, slots=True)
class Encoded:
    """What an encoded part of a text contains. `text` may be a secret: never shown or stored.

    `span` converts the start and the end of a part of it to those in the text around.
    """

    text: str = field(repr=False)
    span: Callable[[int, int], tuple[int, int]]


def find_encoded(text: str, is_known: Callable[[int], bool]) -> Iterator[Encoded]:
    """Every part of `text` that may be an encoded key, read within bounds; not where a key is known to be."""
    # A text that is made of signs would be read again from each of them.
    budget = 4 * len(text) + 100_000
    for start, read in (*_base64_signs(text), *_escape_signs(text)):
        if budget > 0 and not is_known(start):
            found, cost = read(text, start)
            budget -= cost
            yield found


def has_encoded_sign(text: str) -> bool:
    """Whether anything in `text` may be an encoded key."""
    return any(True for _ in _base64_signs(text)) or any(True for _ in _escape_signs(text))


_Read = Callable[[str, int], tuple[Encoded, int]]

# --- base64 -------------------------------------------------------------------------------------

# Base64 that was wrapped; as short as its signs, so that they are compiled fast.
_FOLD = r"(?:\s|\\[nr]){0,20}"
# Rare in plain text: a search for one of them alone is fast.
_RARE = "QFBG"
_SIGN_LENGTH = 8
_IS_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")


def _sign(word: str, before: int) -> tuple[int, str]:
    """Characters that a word has in base64 after so many bytes, and how many of its group stand before them."""
    samples = [base64.b64encode(b"\0" * before + word.encode() + after).decode() for after in (b"\0\0", b"\xff\xff")]
    first, end = -(-before * 8 // 6), (before + len(word)) * 8 // 6
    start = next(index for index in range(first, end) if samples[0][index] in _RARE)
    # The last character also holds bits of what follows: of a short word it is a choice of four.
    last = samples[0][end : end + 1] if end - start < _SIGN_LENGTH - 3 else ""
    low, high = (sample[end] if last else "" for sample in samples)
    choice = f"[{low}-{high}]" if last and low != high else ""
    pattern = _FOLD.join([*samples[0][start : min(end, start + _SIGN_LENGTH)], *([choice] if choice else [])])
    return start % 4, pattern


def _signs() -> Iterator[tuple[re.Pattern[str], dict[str, tuple[int, int]]]]:
    """For each first character a pattern, whose groups tell what precedes the sign and how much may follow it."""
    words = [(word, _LONGEST_LONG_TERM) for word in _LONG_TERM] + [(_SHARED_END, _LONGEST), (_REQUEST, _LONGEST)]
    signs = [(*_sign(word, before), limit) for word, limit in words for before in range(3)]
    for _, group in groupby(sorted(signs, key=lambda sign: sign[1]), key=lambda sign: sign[1][0]):
        same = list(group)
        groups = {f"s{number}": (missing, limit) for number, (missing, _, limit) in enumerate(same)}
        rest = "|".join(f"(?P<s{number}>{pattern[1:]})" for number, (_, pattern, _) in enumerate(same))
        # Checked before the groups, which have no fixed beginning.
        seconds = "".join(sorted({pattern.split(_FOLD)[1][0] for _, pattern, _ in same}))
        yield re.compile(rf"{same[0][1][0]}(?=[{seconds}\s\\])(?:{rest})"), groups


_SIGNS = tuple(_signs())


def _base64_signs(text: str) -> Iterator[tuple[int, _Read]]:
    for pattern, groups in _SIGNS:
        for match in pattern.finditer(text):
            missing, limit = groups[str(match.lastgroup)]
            yield match.start(), _base64_reader(missing, limit)


def _base64_reader(missing: int, limit: int) -> _Read:
    def read(text: str, start: int) -> tuple[Encoded, int]:
        begin, missing_before = _whole_groups_before(text, start, missing)
        body = read_body(text, begin, len(text), limit + _BEFORE)
        inner = body.decoded(missing_before).decode("latin-1")
        return Encoded(inner, _in_base64(body, missing_before)), len(body.characters)

    return read


def _whole_groups_before(text: str, start: int, missing: int) -> tuple[int, int]:
    """Where the groups of base64 before a sign begin, and how many characters of the first of them are missing."""
    begin, count = start, 0
    for position in range(start - 1, max(-1, start - 2 * _BEFORE), -1):
        if text[position] in _IS_BASE64:
            begin, count = position, count + 1
        elif not text[position].isspace() or count == _BEFORE:
            break
    return begin, (missing - count) % 4


def _in_base64(body: Body, missing: int) -> Callable[[int, int], tuple[int, int]]:
    def end_of(count: int) -> int:
        return body.text_end(min(max(count - missing, 1), len(body.characters)))

    return lambda start, end: (end_of(start * 8 // 6 + 1) - 1, end_of(-(-end * 8 // 6)))


# --- hexadecimal digits, percent, escapes and entities ------------------------------------------------

_BETWEEN = r";?[\s:,]{0,2}(?:%(?:25){0,2}|\\{1,4}(?:x|u00)|0[xX]|&(?:amp;)?#[xX]0{0,4})?"
_HEX_CHARACTER = re.compile(rf"{_BETWEEN}([0-9A-Fa-f]{{2}})")
_DECIMAL_CHARACTER = re.compile(r"\s{0,2}&(?:amp;)?#0{0,4}([0-9]{2,3});")


def _in_hex(word: str) -> str:
    pairs = (f"{ord(character):02x}" for character in word)
    return _BETWEEN.join("".join(f"[{d}{d.upper()}]" if d.isalpha() else d for d in pair) for pair in pairs)


def _in_decimal(word: str) -> str:
    return r";\s{0,2}&(?:amp;)?#0{0,4}".join(str(ord(character)) for character in word) + ";"


def _any(words: Iterable[str], spelled: Callable[[str], str]) -> str:
    return "|".join(map(spelled, words))


# All begin with `A` or `a`: a search for two digits is fast.
_HEX_LONG_TERM = re.compile(
    rf"41(?=[45;:,%\\&\s0])(?:{_any((word[1:] for word in _LONG_TERM), lambda rest: _BETWEEN + _in_hex(rest))})"
)
_HEX_SHORT_TERM = re.compile(r"61(?=[7;:,%\\&\s0])" + _BETWEEN + _in_hex(_SHARED_END[1:]))
_DECIMAL_SIGN = re.compile(rf"&(?:amp;)?#0{{0,4}}(?:{_any(_LONG_TERM, _in_decimal)}|{_in_decimal(_SHARED_END)})")


def _escape_signs(text: str) -> Iterator[tuple[int, _Read]]:
    for pattern, before, limit in (
        (_HEX_LONG_TERM, 0, _LONGEST_LONG_TERM),
        (_HEX_SHORT_TERM, len(max(_SHORT_TERM, key=len)), _LONGEST),
    ):
        for match in pattern.finditer(text):
            yield match.start(), _escape_reader(_HEX_CHARACTER, 16, before, limit)
    for match in _DECIMAL_SIGN.finditer(text):
        yield match.start(), _escape_reader(_DECIMAL_CHARACTER, 10, len(max(_SHORT_TERM, key=len)), _LONGEST)


def _escape_reader(character: re.Pattern[str], radix: int, before: int, limit: int) -> _Read:
    def read(text: str, start: int) -> tuple[Encoded, int]:
        begin = _characters_before(text, start, character, before)
        ends = [begin]
        values: list[str] = []
        while len(values) < limit and (match := character.match(text, ends[-1])):
            values.append(chr(int(match[1], radix)))
            ends.append(match.end())
        return Encoded("".join(values), lambda start, end: (ends[start], ends[end])), len(values)

    return read


def _characters_before(text: str, start: int, character: re.Pattern[str], count: int) -> int:
    """Where up to so many encoded characters before a place begin."""
    # The sign begins with two digits, and what introduces these may stand before them.
    for width in range(12, -1, -1):
        if start - width >= 0 and (match := character.match(text, start - width)) and match.end() == start + 2:
            start -= width
            break
    for _ in range(count):
        for width in range(16, 1, -1):
            match = character.match(text, start - width) if start >= width else None
            if match and match.end() == start:
                start -= width
                break
        else:
            return start
    return start
