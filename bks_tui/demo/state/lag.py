"""Eventual consistency: after a write, each read returns old data for a while; a seed decides when."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

# The reply to a read: a result, or the code, message and status of a refusal.
Answered: TypeAlias = Mapping[str, Any] | tuple[str, str, int]


@dataclass
class _Read:
    """The replies to one read: the latest, the one before the latest change, and how often that one may return."""

    latest: Answered
    before: Answered
    remaining: int = 0


class Lag:
    """Returns old replies, at most `most` times for each read after each change."""

    def __init__(self, seed: int, most: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - not for secrets
        self._most = most
        self._reads: dict[str, _Read] = {}

    def answer(self, request: str, fresh: Answered) -> Answered:
        """The reply to a read whose current reply is `fresh`."""
        read = self._reads.setdefault(request, _Read(fresh, fresh))
        if read.latest != fresh:
            read.before, read.latest, read.remaining = read.latest, fresh, self._most
        if not read.remaining:
            return fresh
        read.remaining -= 1
        return self._random.choice((read.before, fresh))

    def catch_up(self) -> None:
        """Return current data from now on."""
        self._reads.clear()
