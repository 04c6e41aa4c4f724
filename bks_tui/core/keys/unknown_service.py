"""Long-term keys whose prefix bks does not know, found by the account inside them.

AWS gives each new service a prefix of its own. All so far are 4 or 8 capitals and digits, that is,
whole groups of base64, so that the envelope after them can be read without knowing them.
"""

from __future__ import annotations

import re

from bks_tui.core.keys.base64_text import Body, read_body
from bks_tui.core.keys.decoded_key import DecodedKey, Found, KeyKind, MalformedKey
from bks_tui.core.keys.key_finder import Anchor
from bks_tui.core.keys.long_term import LONGEST_BODY, read_long_term

_PREFIX_LENGTHS = (4, 8)
_PREFIX = re.compile(r"[A-Z][A-Z0-9]*")
# Unbroken: if a line ends within it, the prefix cannot be distinguished from the word before.
_MAYBE_PREFIX = re.compile(
    # Or after an escape, or a terminal's colour code.
    r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2})|(?<==[0-9A-F]{2})|(?<=\\u[0-9A-Fa-f]{4})"
    r"|(?<=\\x[0-9A-Fa-f]{2})|(?<=[0-9;:\[][mK]))(?=[A-Z][A-Z0-9]{3})"
)

# The longest user name in base64 with some wraps in it, and how many words before it are tried.
_LOOK_BACK = 400
_MOST_TRIES = 8

_ACCOUNT = re.compile(rb"-([0-9]{12}):")


def read_unknown(text: str, anchor: Anchor, floor: int, stop: int) -> Found | None:
    """The key around an account, all of it in `text[floor:stop]`; None if there is none."""
    earliest = max(floor, anchor.start - _LOOK_BACK)
    starts = [match.start() for match in _MAYBE_PREFIX.finditer(text, earliest, anchor.start)]
    # The first that fits: a later one may be the middle of a user name, and a wrong name is worse
    # than a prefix with a word of capitals before it. A key that ended just before may run into this one.
    for start in (*starts[-_MOST_TRIES:], earliest):
        for length in _PREFIX_LENGTHS:
            prefix = read_body(text, start, stop, length)
            if len(prefix.characters) != length or not _PREFIX.fullmatch(prefix.characters):
                continue
            body = read_body(text, prefix.text_end(length), stop, LONGEST_BODY)
            reading = read_long_term(body, prefix.characters, None)
            if reading and isinstance(reading.finding, DecodedKey):
                return Found(reading.finding, prefix.text_start, body.text_end(reading.characters))
    return _without_beginning(read_body(text, anchor.start, stop, LONGEST_BODY), anchor)


def _without_beginning(body: Body, anchor: Anchor) -> Found | None:
    """What the end of a key still shows."""
    for missing in range(4):
        account = _ACCOUNT.search(body.decoded(missing=missing))
        if account:
            readable = f"-at-{account[1].decode()}"
            reason = "Its start is missing, or its prefix is not one that AWS could issue."
            finding = MalformedKey(KeyKind.LONG_TERM, "", None, reason, readable, partial=True)
            return Found(finding, anchor.start, body.text_end(body.run_end(len(readable) * 2)))
    return None
