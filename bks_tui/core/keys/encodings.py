"""Keys that are encoded once more: base64, hexadecimal digits, percent, escapes and HTML entities.

Kubernetes Secrets, Basic authentication and the bodies of HAR files are base64. It searches for the signs of a key
as the encoding writes them, and decodes only what is around one. Nothing here knows the forms of keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from bks_tui.core.keys.base64_text import Body, read_body
from bks_tui.core.keys.base64_words import Hit, Word, words
from bks_tui.core.keys.gaps import Gaps
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


def find_encoded(text: str, hits: Iterable[Hit], is_known: Callable[[int], bool]) -> Iterator[Encoded]:
    """Every part of `text` that may be an encoded key, read within bounds; not where a key is known to be.

    `hits` are those of all words in base64.
    """
    # A text that is made of signs would be read again from each of them.
    budget = 4 * len(text) + 100_000
    in_base64 = ((hit.start, _base64_reader(hit.word.missing, hit.word.limit)) for hit in hits if hit.word.limit)
    for start, read in (*in_base64, *_escape_signs(text)):
        if budget > 0 and not is_known(start):
            found, cost = read(text, start)
            budget -= cost
            yield found


_Read = Callable[[str, int], tuple[Encoded, int]]

# --- base64 -------------------------------------------------------------------------------------

# As short as the words, so that they are compiled fast.
_LONGEST_WORD = 8
_IS_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")

_LIMITS = {**dict.fromkeys(_LONG_TERM, _LONGEST_LONG_TERM), _SHARED_END: _LONGEST, _REQUEST: _LONGEST}


def sign_words(gaps: Gaps) -> Iterator[Word]:
    """What an encoded key contains, in base64."""
    for word, limit in _LIMITS.items():
        yield from words([word.encode()], gaps.of_encoded, limit, _LONGEST_WORD)


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


@dataclass(frozen=True, slots=True)
class _EscapeSign:
    """A sign of a key in an encoding. A text without `always` does not have it, and compiles no pattern for it.

    `before` is how many characters before it belong to it, `limit` how many characters a key may have.
    """

    always: str
    pattern: Callable[[], re.Pattern[str]]
    character: re.Pattern[str]
    radix: int
    before: int
    limit: int

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        return self.pattern().finditer(text) if self.always in text else iter(())


# Both begin with two digits: a search for these is fast.
@cache
def _hex_long_term() -> re.Pattern[str]:
    rests = _any((word[1:] for word in _LONG_TERM), lambda rest: _BETWEEN + _in_hex(rest))
    return re.compile(rf"41(?=[45;:,%\\&\s0])(?:{rests})")


@cache
def _hex_short_term() -> re.Pattern[str]:
    return re.compile(r"61(?=[7;:,%\\&\s0])" + _BETWEEN + _in_hex(_SHARED_END[1:]))


@cache
def _decimal() -> re.Pattern[str]:
    return re.compile(rf"&(?:amp;)?#0{{0,4}}(?:{_any(_LONG_TERM, _in_decimal)}|{_in_decimal(_SHARED_END)})")


_BEFORE_SHARED_END = len(max(_SHORT_TERM, key=len))
_ESCAPE_SIGNS = (
    _EscapeSign("41", _hex_long_term, _HEX_CHARACTER, 16, 0, _LONGEST_LONG_TERM),
    _EscapeSign("61", _hex_short_term, _HEX_CHARACTER, 16, _BEFORE_SHARED_END, _LONGEST),
    _EscapeSign("&", _decimal, _DECIMAL_CHARACTER, 10, _BEFORE_SHARED_END, _LONGEST),
)


def has_escape_sign(text: str) -> bool:
    """Whether `text` has a sign of a key in hexadecimal digits, escapes or entities."""
    return any(True for sign in _ESCAPE_SIGNS for _ in sign.found_in(text))


def _escape_signs(text: str) -> Iterator[tuple[int, _Read]]:
    for sign in _ESCAPE_SIGNS:
        for match in sign.found_in(text):
            yield match.start(), _escape_reader(sign.character, sign.radix, sign.before, sign.limit)


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
