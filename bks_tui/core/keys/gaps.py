"""What pasting puts between two characters of a key.

A pattern that accepts all of it between any two of its characters takes long to compile. Most pastes have neither
escapes nor tags nor numbers of lines: for these there are short patterns, which find the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gaps:
    """Patterns for what may stand between two characters: of a key as it is, and of one that is encoded once more.

    They are looser than what `base64_text` accepts, and faster to compile. Bounded, or a page of nothing but dashes
    would be read again from each of them.
    """

    of_key: str
    of_encoded: str


# Codes and escapes come first, or the K of one would pass for a letter of a prefix.
# After a line break a pager writes the number of the line. Base64 that was wrapped has line breaks, also escaped ones.
ALL = Gaps(
    r"(?:\x1b[\[(][\d;:?]*\w|\\u\w{4}|%(?:25)*0\w|</?[A-Za-z][^<>]{0,120}>|&(?:amp;){0,3}#?\w{1,14};"
    r"|\n[ \t]{0,8}\d{1,7}(?=[ \t:|│-])|\W|(?<=\\)[nrt]){0,64}",
    r"(?:\s|\\[nr]){0,20}",
)
PLAIN = Gaps(r"\W{0,64}", r"\s{0,20}")

# The first character of everything above but the numbers and what is no letter, digit or underscore.
_FIRST = "\x1b\\%<&"
_NUMBERED_LINE = re.compile(r"\n[ \t]{0,8}\d")


def gaps_in(text: str) -> Gaps:
    """The shortest patterns for the gaps that `text` may have."""
    return ALL if any(first in text for first in _FIRST) or _NUMBERED_LINE.search(text) else PLAIN
