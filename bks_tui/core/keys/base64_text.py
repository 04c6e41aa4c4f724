"""Read base64 through everything that copy and paste does to it.

Separate from the key formats: terminals, mails, diffs, shells and JSON put the same text between
two characters of any key.
"""

from __future__ import annotations

import binascii
import re
from bisect import bisect_left
from dataclasses import dataclass, field

# NUL: every other byte of UTF-16 that is read as something else.
_INVISIBLE = "\0\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3164\u2010\u2011\ufe00-\ufe0f\ufeff"

# A terminal's colour codes and their like.
TERMINAL_CODE = r"\x1b(?:\[[0-9;:?]*[A-Za-z~]|\([A-Z0-9])"

# One step of what may stand between two characters of a key: white space and invisible characters,
# mail quoting and table borders, the backslash of an escape with its n, r or t, the + or - of a
# diff at the start of a line, a terminal's colour codes, the `=` that ends a line of
# quoted-printable mail, a tag, the hyphen that typesetting puts at the end of a line. Nothing that
# follows depends on how often it repeats, so that repeating never backtracks exponentially. A `+`
# or `-` taken for a diff's is not missed: base64 of ASCII text, which every key is, has them only
# where a byte is `>`, `?` or `~`, and keys have none there.
_STEP = (
    rf"(?:[\s{_INVISIBLE}>|│\\]|(?<=\\)[nrt]|(?<=[\r\n>|mK])[+-]|(?<=[\r\n>|mK][+-])[+-]|(?<=[>|\n] )[+-]"
    rf"|{TERMINAL_CODE}|=(?=\r?\n)|</?[A-Za-z][^<>]{{0,120}}>|(?<=[A-Za-z0-9+/])-(?=[ \t]{{0,8}}[\r\n]))"
)

_HEX = "[0-9A-Fa-f]"
# The entities of HTML that may stand in or between the characters of a key.
_ENTITIES = {
    "equals": "=",
    "plus": "+",
    "sol": "/",
    "shy": "\u00ad",
    "nbsp": "\u00a0",
    "ZeroWidthSpace": "\u200b",
    "gt": ">",
    "NewLine": "\n",
    "Tab": "\t",
}
# The number of a line, as pagers and `grep -n` write it before the line.
_LINE_NUMBER = re.compile(r"(?P<number>[0-9]{1,7})(?:[ \t]{0,3}[:|│-] ?|[ \t]+)")
_LOOK_BACK = 400
_TOKEN = re.compile(
    rf"(?P<escape>(?:%(?:25){{0,4}}|\\{{1,8}}x|\\{{1,8}}u(?P<high>{_HEX}{{2}}))(?P<low>{_HEX}{{2}})"
    rf"|&(?:amp;){{0,3}}(?:\#(?P<decimal>[0-9]{{1,6}})|\#[xX](?P<hex>{_HEX}{{1,5}})|(?P<named>{'|'.join(_ENTITIES)}));)"
    r"|(?P<padding>=(?P<soft_break>\r?\n)?)"  # a `=` at the end of a line may be either
    rf"|(?P<gap>{_STEP}+)"
    # Bounded: a megabyte of it on one line is read at each of its thousand anchors.
    # A hyphen apart from the others: one that ends a line is a gap.
    r"|(?P<base64>[A-Za-z0-9+/_]{1,256}|-)"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]")
_BETWEEN = re.compile(_STEP)
_STANDARD_ALPHABET = str.maketrans("-_", "+/")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Consecutive characters: where they are in the body and in the text."""

    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Body:
    """The base64 characters that follow a place in a text. Contains secrets: never shown or stored.

    `padding` is how many characters precede the first `=`; None if there is none.
    """

    characters: str = field(repr=False)
    pieces: tuple[_Piece, ...] = field(repr=False)
    padding: int | None

    @property
    def breaks(self) -> tuple[int, ...]:
        """The indexes of characters that followed something other than base64."""
        neighbours = zip(self.pieces, self.pieces[1:], strict=False)
        return tuple(after.index for before, after in neighbours if before.end != after.start)

    @property
    def text_start(self) -> int:
        """Where the body starts in the text; only for a body that is not empty."""
        return self.pieces[0].start

    def run_end(self, count: int) -> int:
        """Where the unbroken run ends that holds the character before `count`."""
        return next((index for index in self.breaks if index >= count), len(self.characters))

    def text_end(self, count: int) -> int:
        """Where in the text the first `count` characters end."""
        piece = self.pieces[bisect_left(self.pieces, count, key=lambda piece: piece.index) - 1]
        following = next((other.index for other in self.pieces if other.index > piece.index), len(self.characters))
        return piece.end - (following - count)

    def decoded(self, missing: int = 0) -> bytes:
        """The decoded bytes, as if `missing` characters stood before; bits that fill no byte are dropped."""
        characters = "A" * missing + self.characters.translate(_STANDARD_ALPHABET)
        whole = characters[: len(characters) - (len(characters) % 4 == 1)]
        return binascii.a2b_base64(whole + "=" * (-len(whole) % 4))


def read_body(text: str, start: int, stop: int, limit: int) -> Body:
    """Read up to `limit` base64 characters of `text` from `start`, before `stop`."""
    pieces: list[_Piece] = []
    characters: list[str] = []
    count, position, padding = 0, start, None
    line_number: int | None = None
    while position < stop and count < limit:
        token = _TOKEN.match(text, position, stop)
        if token is None:
            break
        raw = _unescaped(token)
        if raw[0] == "=":
            # The `=` of a `NAME=value` that follows a cut is none of its padding.
            if padding is None and not text[token.end() : min(token.end() + 1, stop)].isalnum():
                padding = count
            if token["soft_break"] is None:
                break
        elif token["gap"] is None and _BASE64.match(raw):
            taken = raw[: limit - count]
            pieces.append(_Piece(count, token.start(), token.end() - (len(raw) - len(taken))))
            characters.append(taken)
            count += len(taken)
        elif not token["gap"] and not _BETWEEN.match(raw):
            break
        position = token.end()
        if token["gap"] and "\n" in raw:
            # Digits are base64 too: they are the number of a line where they count on.
            numbered = _LINE_NUMBER.match(text, position, stop)
            line_number = line_number or _number_of_line(text, start)
            if numbered and line_number is not None and int(numbered["number"]) == line_number + 1:
                line_number, position = line_number + 1, numbered.end()
    return Body("".join(characters), tuple(pieces), padding)


def _unescaped(token: re.Match[str]) -> str:
    """The character that a token represents."""
    if token["decimal"] or token["hex"]:
        return chr(int(token["decimal"]) if token["decimal"] else int(token["hex"], 16))
    if token["named"]:
        return _ENTITIES[token["named"]]
    return chr(int((token["high"] or "") + token["low"], 16)) if token["escape"] else token[0]


def _number_of_line(text: str, position: int) -> int | None:
    """The number that stands before the line of a position; None if none does."""
    earliest = max(0, position - _LOOK_BACK)
    line = text[max(earliest, text.rfind("\n", earliest, position) + 1) : position].lstrip()
    number = _LINE_NUMBER.match(line)
    return int(number["number"]) if number else None
