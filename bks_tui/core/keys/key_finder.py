"""Where an API key may be in a text: fast searches over megabytes, before anything is decoded.

It searches for two signs: the prefixes of the services, and `-at-`, twelve digits and `:` in
base64, which every long-term key contains whatever its prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from bks_tui.core.keys.base64_words import Hit, words
from bks_tui.core.keys.decoded_key import KeyKind
from bks_tui.core.services import SERVICES, ApiKeyService


class Anchor(NamedTuple):
    """A prefix in the text (`start` to `end`), or, without a kind, the account inside an unknown key."""

    start: int
    end: int
    kind: KeyKind | None = None
    prefix: str = ""
    service: ApiKeyService | None = None


_LONG_TERM = {service.long_term_prefix: service for service in SERVICES if service.long_term_prefix}
_SHORT_TERM = {service.short_term_prefix: service for service in SERVICES if service.short_term_prefix}

# What may stand between two characters of an anchor: looser than what `base64_text` accepts, and
# faster to compile. Bounded, or a page of nothing but dashes would be read again from each of them.
# Codes and escapes come first, or the K of one would pass for a letter of a prefix.
# After a line break a pager writes the number of the line.
_GAP = (
    r"(?:\x1b[\[(][\d;:?]*\w|\\u\w{4}|%(?:25)*0\w|</?[A-Za-z][^<>]{0,120}>|&(?:amp;){0,3}#?\w{1,14};"
    r"|\n[ \t]{0,8}\d{1,7}(?=[ \t:|│-])|\W|(?<=\\)[nrt]){0,64}"
)


def _spelled(characters: str) -> str:
    """A pattern for these characters, with what pasting adds between them."""
    # Most of what begins like a prefix is a word: a look at the next character tells that fast.
    return f"{characters[0]}(?=[{characters[1]}\\W]){_GAP}{_GAP.join(characters[1:])}"


def _any_of(first_letter: str) -> re.Pattern[str]:
    """A pattern for all long-term prefixes with this first letter: a text is searched for one letter fast."""
    prefixes = [prefix for prefix in _LONG_TERM if prefix[0] == first_letter]
    # Empty groups at the ends: what begins with a letter is compared faster than what begins with a group.
    rest = (f"{_spelled(prefix[1:])}(?P<{prefix}>)" for prefix in prefixes)
    seconds = "".join(sorted({prefix[1] for prefix in prefixes}))
    return re.compile(f"{first_letter}(?=[{seconds}\\W]){_GAP}(?:{'|'.join(rest)})")


LONG_TERM_PREFIXES = tuple(_any_of(letter) for letter in sorted({prefix[0] for prefix in _LONG_TERM}))

# The short-term prefixes end alike. Few words begin with a k, and what may precede it tells that fast.
_SHORT_TERM_END = "api-key-"
_RARE_END = re.compile(
    r"k(?=[e\W])(?:(?<=\Wk)|(?<=[\\\d;:?\[(]\wk)|(?<=\\u\w{4}k))" + _spelled(_SHORT_TERM_END[-4:]).removeprefix("k")
)
_LOOK_BACK = 1_200


@cache
def _at_the_end(prefix: str) -> re.Pattern[str]:
    """A pattern for a prefix at the end of a text; compiled when a text has the end of one, since that takes long."""
    return re.compile(_spelled(prefix) + r"\Z")


# `-at-`, 12 digits and `:`.
ACCOUNTS = tuple(words([b"-at-" + b"%d" % digit * 12 + b":" for digit in range(10)], _GAP))


def find_anchors(text: str, hits: Iterable[Hit]) -> list[Anchor]:
    """Every place in `text` that may belong to an API key, in order; `hits` are those of all words in base64."""
    accounts = (Anchor(hit.start_in(text), hit.end) for hit in hits if hit.word.limit is None)
    return sorted((*_long_term(text), *_short_term(text), *accounts), key=lambda anchor: anchor.start)


def has_short_term_prefix(text: str) -> bool:
    """Whether a short-term key begins in `text`."""
    return any(_short_term(text))


def _long_term(text: str) -> Iterator[Anchor]:
    for pattern in LONG_TERM_PREFIXES:
        for match in pattern.finditer(text):
            prefix = str(match.lastgroup)
            yield Anchor(match.start(), match.end(), KeyKind.LONG_TERM, prefix, _LONG_TERM[prefix])


def _short_term(text: str) -> Iterator[Anchor]:
    previous = 0
    for match in _RARE_END.finditer(text):
        end = _at_the_end(_SHORT_TERM_END).search(text, max(previous, match.start() - _LOOK_BACK), match.end())
        if end is None:
            continue
        for prefix in _SHORT_TERM:
            whole = _at_the_end(prefix).search(text, max(previous, end.start() - _LOOK_BACK), end.end())
            if whole:
                yield Anchor(whole.start(), whole.end(), KeyKind.SHORT_TERM, prefix, _SHORT_TERM[prefix])
        previous = end.end()
