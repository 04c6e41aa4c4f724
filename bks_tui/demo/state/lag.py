"""Eventual consistency: for a while reads are behind the writes, each by itself, as a seed chooses."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

# What a read answered: a result, or the code and the words of a refusal.
Answered: TypeAlias = Mapping[str, Any] | tuple[str, str, int]


@dataclass
class _Read:
    """What was answered to one read: the latest, the one of before the latest change, and how often that may return."""

    latest: Answered
    before: Answered
    left: int = 0


class Lag:
    """Answers of before a change, `most` times at most for each read after each change."""

    def __init__(self, seed: int, most: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - not for secrets
        self._most = most
        self._reads: dict[str, _Read] = {}

    def answer(self, asked: str, fresh: Answered) -> Answered:
        """What is answered to a read, whose right answer is `fresh`."""
        read = self._reads.setdefault(asked, _Read(fresh, fresh))
        if read.latest != fresh:
            read.before, read.latest, read.left = read.latest, fresh, self._most
        if not read.left:
            return fresh
        read.left -= 1
        return self._random.choice((read.before, fresh))

    def catch_up(self) -> None:
        """Let everything show that was written so far."""
        self._reads.clear()
