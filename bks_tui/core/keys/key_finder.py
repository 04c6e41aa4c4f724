"""Where an API key may be in a text: fast searches over megabytes, before anything is decoded.

It searches for two signs: the prefixes of the services, and `-at-`, twelve digits and `:` in
base64, which every long-term key contains whatever its prefix.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

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


def _spelled(characters: Iterable[str]) -> str:
    """A pattern for these characters, each a character or a class, with what pasting adds between them."""
    first, second, *rest = characters
    # Most of what begins like a prefix is a word: a look at the next character tells that fast.
    return f"{first}(?=[{second.strip('[]')}\\W]){_GAP}{_GAP.join([second, *rest])}"


def _any_of(first_letter: str) -> re.Pattern[str]:
    """A pattern for all long-term prefixes with this first letter: a text is searched for one letter fast."""
    prefixes = [prefix for prefix in _LONG_TERM if prefix[0] == first_letter]
    rest = (f"(?P<{prefix}>{_spelled(prefix[1:])})" for prefix in prefixes)
    seconds = "".join(sorted({prefix[1] for prefix in prefixes}))
    return re.compile(f"{first_letter}(?=[{seconds}\\W]){_GAP}(?:{'|'.join(rest)})")


_LONG_TERM_PREFIXES = tuple(_any_of(letter) for letter in sorted({prefix[0] for prefix in _LONG_TERM}))

# The short-term prefixes end alike, in characters that are rarer than those they begin with.
_SHORT_TERM_END = re.compile(_spelled("api-key-"))
_LOOK_BACK = 1_200


@cache
def _at_the_end(prefix: str) -> re.Pattern[str]:
    """A pattern for a prefix at the end of a text; compiled when a text has the end of one, since that takes long."""
    return re.compile(_spelled(prefix) + r"\Z")


def _accounts_in_base64() -> Iterator[re.Pattern[str]]:
    """Patterns for `-at-`, 12 digits and `:` in base64, one for each position within three bytes."""
    for before in range(3):
        samples = [
            base64.b64encode(b"\0" * before + b"-at-" + digit * 12 + b":").decode()
            for digit in (b"%d" % number for number in range(10))
        ]
        # The characters at the ends also hold bits of the neighbours; more are left out, for
        # what remains then begins with a capital that is rare in plain text, and that is fast.
        positions = range((0, 5, 4)[before], (before + 17) * 8 // 6)
        yield re.compile(_spelled(f"[{''.join(sorted({sample[n] for sample in samples}))}]" for n in positions))


_ACCOUNTS = tuple(_accounts_in_base64())


# Anything but a letter, a digit or an underscore may be between the characters of a prefix.
_BETWEEN = bytes(code for code in range(128) if not (chr(code).isalnum() or chr(code) == "_"))
_PARTS = (*(prefix.encode() for prefix in _LONG_TERM), b"apikey")


def find_anchors(text: str) -> list[Anchor]:
    """Every place in `text` that may belong to an API key, in order."""
    return sorted((*_long_term(text), *_short_term(text), *_accounts(text)), key=lambda anchor: anchor.start)


def may_have_anchors(text: str) -> bool:
    """Whether `find_anchors` may find anything: exact where it says no, and several times faster."""
    # Escapes, codes, tags and line numbers between the characters of an anchor contain letters and digits themselves.
    if not text.isascii() or any(sign in text for sign in ("\\", "%", "\x1b", "<", "&", "\n")):
        return True
    letters = text.encode().translate(None, _BETWEEN)
    return any(part in letters for part in _PARTS) or any(pattern.search(text) for pattern in _ACCOUNTS)


def _long_term(text: str) -> Iterator[Anchor]:
    for pattern in _LONG_TERM_PREFIXES:
        for match in pattern.finditer(text):
            prefix = str(match.lastgroup)
            yield Anchor(match.start(), match.end(), KeyKind.LONG_TERM, prefix, _LONG_TERM[prefix])


def _short_term(text: str) -> Iterator[Anchor]:
    previous = 0
    for match in _SHORT_TERM_END.finditer(text):
        for prefix in _SHORT_TERM:
            whole = _at_the_end(prefix).search(text, max(previous, match.start() - _LOOK_BACK), match.end())
            if whole:
                yield Anchor(whole.start(), whole.end(), KeyKind.SHORT_TERM, prefix, _SHORT_TERM[prefix])
        previous = match.end()


def _accounts(text: str) -> Iterator[Anchor]:
    for pattern in _ACCOUNTS:
        for match in pattern.finditer(text):
            yield Anchor(match.start(), match.end())
