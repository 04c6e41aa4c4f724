"""Where an API key may be in a text: fast searches over megabytes, before anything is decoded.

It searches for two signs: the prefixes of the services, and `-at-`, twelve digits and `:` in
base64, which every long-term key contains whatever its prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from bks_tui.core.keys.base64_words import Hit, Word, words
from bks_tui.core.keys.decoded_key import KeyKind
from bks_tui.core.keys.gaps import Gaps
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


def _spelled(characters: str, gap: str) -> str:
    """A pattern for these characters, with what pasting adds between them."""
    # Most of what begins like a prefix is a word: a look at the next character tells that fast.
    return f"{characters[0]}(?=[{characters[1]}\\W]){gap}{gap.join(characters[1:])}"


def _any_of(first_letter: str, gap: str) -> re.Pattern[str]:
    """A pattern for all long-term prefixes with this first letter: a text is searched for one letter fast."""
    prefixes = [prefix for prefix in _LONG_TERM if prefix[0] == first_letter]
    # Empty groups at the ends: what begins with a letter is compared faster than what begins with a group.
    rest = (f"{_spelled(prefix[1:], gap)}(?P<{prefix}>)" for prefix in prefixes)
    seconds = "".join(sorted({prefix[1] for prefix in prefixes}))
    return re.compile(f"{first_letter}(?=[{seconds}\\W]){gap}(?:{'|'.join(rest)})")


@cache
def long_term_prefixes(gaps: Gaps) -> tuple[re.Pattern[str], ...]:
    """Patterns for the prefixes of long-term keys."""
    return tuple(_any_of(letter, gaps.of_key) for letter in sorted({prefix[0] for prefix in _LONG_TERM}))


# The short-term prefixes end alike. Few words begin with a k, and what may precede it tells that fast.
_SHORT_TERM_END = "api-key-"
_LOOK_BACK = 1_200


@cache
def _rare_end(gaps: Gaps) -> re.Pattern[str]:
    end = _spelled(_SHORT_TERM_END[-4:], gaps.of_key).removeprefix("k")
    return re.compile(r"k(?=[e\W])(?:(?<=\Wk)|(?<=[\\\d;:?\[(]\wk)|(?<=\\u\w{4}k))" + end)


@cache
def _at_the_end(prefix: str, gaps: Gaps) -> re.Pattern[str]:
    """A pattern for a prefix at the end of a text; compiled when a text has the end of one, since that takes long."""
    return re.compile(_spelled(prefix, gaps.of_key) + r"\Z")


def account_words(gaps: Gaps) -> Iterator[Word]:
    """`-at-`, 12 digits and `:`."""
    return words([b"-at-" + b"%d" % digit * 12 + b":" for digit in range(10)], gaps.of_key)


def find_anchors(text: str, hits: Iterable[Hit], gaps: Gaps) -> list[Anchor]:
    """Every place in `text` that may belong to an API key, in order; `hits` are those of all words in base64.

    `gaps` are those that the text may have.
    """
    accounts = (Anchor(hit.start_in(text), hit.end) for hit in hits if hit.word.limit is None)
    return sorted((*_long_term(text, gaps), *_short_term(text, gaps), *accounts), key=lambda anchor: anchor.start)


def has_short_term_prefix(text: str, gaps: Gaps) -> bool:
    """Whether a short-term key begins in `text`."""
    return any(_short_term(text, gaps))


def _long_term(text: str, gaps: Gaps) -> Iterator[Anchor]:
    for pattern in long_term_prefixes(gaps):
        for match in pattern.finditer(text):
            prefix = str(match.lastgroup)
            yield Anchor(match.start(), match.end(), KeyKind.LONG_TERM, prefix, _LONG_TERM[prefix])


def _short_term(text: str, gaps: Gaps) -> Iterator[Anchor]:
    previous = 0
    for match in _rare_end(gaps).finditer(text):
        end = _at_the_end(_SHORT_TERM_END, gaps).search(text, max(previous, match.start() - _LOOK_BACK), match.end())
        if end is None:
            continue
        for prefix in _SHORT_TERM:
            whole = _at_the_end(prefix, gaps).search(text, max(previous, end.start() - _LOOK_BACK), end.end())
            if whole:
                yield Anchor(whole.start(), whole.end(), KeyKind.SHORT_TERM, prefix, _SHORT_TERM[prefix])
        previous = end.end()
