"""Words in base64, wherever they begin within a group of three bytes.

A text is searched for all of them at once: for each letter that is rare in plain text and in one of the words, since
only a search for one character is fast.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

_RARE = "QFBGC"
# A short word ends within a character, and what this may be is compared as well.
_SHORT = 5


@dataclass(frozen=True, slots=True)
class Word:
    """What a text is searched for: a class of characters for each place, from a rare letter on.

    `missing` is how many characters of its group of four stand before that letter, and `head` is those of them that
    the word determines. `gap` is a pattern for what may be between two characters. `limit` is how many characters there
    may be of a key that is encoded once more; None: the word is in a key as it is.
    """

    characters: tuple[str, ...]
    missing: int
    head: str
    gap: str
    limit: int | None

    @property
    def letter(self) -> str:
        """The rare letter."""
        return self.characters[0]


class Hit(NamedTuple):
    """Where a word is in a text."""

    start: int
    end: int
    word: Word

    def start_in(self, text: str) -> int:
        """The same from the beginning of its group, as far as the text has what the word determines of that."""
        head = self.word.head
        return self.start - len(head) if text.endswith(head, 0, self.start) else self.start


def words(spellings: Sequence[bytes], gap: str, limit: int | None = None, longest: int = 64) -> Iterator[Word]:
    """The three forms of a word in base64. All its spellings have the same length."""
    for before in range(3):
        # Of what follows, the character at the end has four bits at most.
        samples = (b"\0" * before + each + bytes([after]) for each in spellings for after in range(0, 256, 16))
        encoded = [*map(base64.b64encode, samples)]
        first, end = -(-before * 8 // 6), (before + len(spellings[0])) * 8 // 6
        places = [sorted({chr(each[place]) for each in encoded}) for place in range(first, end + 1)]
        start = next(place for place, choice in enumerate(places) if len(choice) == 1 and choice[0] in _RARE)
        missing = (first + start) % 4
        head = "".join(choice[0] for choice in places[max(0, start - missing) : start])
        whole = places[start:-1] if end - first - start >= _SHORT else places[start:]
        yield Word(tuple(map(_class, whole[:longest])), missing, head, gap, limit)


def _class(characters: Sequence[str]) -> str:
    return characters[0] if len(characters) == 1 else f"[{''.join(characters)}]"


class WordSearch:
    """A search for some words."""

    def __init__(self, searched: Iterable[Word]) -> None:
        by_letter = groupby(sorted(searched, key=_order), key=lambda word: word.letter)
        groups = [tuple(group) for _, group in by_letter]
        self.patterns = tuple(map(_pattern, groups))
        self._groups = groups

    def find(self, text: str) -> Iterator[Hit]:
        """Where the words are, those of one letter after the other."""
        for pattern, group in zip(self.patterns, self._groups, strict=True):
            for match in pattern.finditer(text):
                yield Hit(match.start(), match.end(), group[(match.lastindex or 1) - 1])


def _order(word: Word) -> tuple[str, str]:
    return word.letter, word.gap


def _pattern(group: Sequence[Word]) -> re.Pattern[str]:
    """A pattern for words that begin with the same letter, with an empty group at the end of each."""
    seconds = "".join(sorted({word.characters[1].strip("[]") for word in group}))
    # Whatever begins with a character is compared faster than what begins with a group or a gap.
    rests = (
        f"{gap}(?:{'|'.join(f'{gap.join(word.characters[1:])}()' for word in same)})"
        for gap, same in groupby(group, key=lambda word: word.gap)
    )
    return re.compile(rf"{group[0].letter}(?=[{seconds}\W])(?:{'|'.join(rests)})")
