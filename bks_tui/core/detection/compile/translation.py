"""A rule in another language, and how exactly it says the same."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from bks_tui.core.detection import RULES, Rule
from bks_tui.core.detection.watch import condition_in_words, noise_of

_WIDTH = 110
_CONDITIONS = {rule.signal.name: condition_in_words(rule) for rule in RULES}


class Exactness(Enum):
    """How well a language expresses a rule."""

    EXACT = "exact"
    PARTIAL = "partial"
    NOT_EXPRESSIBLE = "not expressible"


@dataclass(frozen=True, slots=True)
class Translation:
    """A rule in another language. `text` is a whole file; None if the language cannot express the rule.

    `differences` are what the language cannot express, and `needs` what must be set up for it; each a sentence.
    """

    text: str | None
    differences: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def exactness(self) -> Exactness:
        """Whether it selects the same events as the rule."""
        if self.text is None:
            return Exactness.NOT_EXPRESSIBLE
        return Exactness.PARTIAL if self.differences else Exactness.EXACT


def comments(mark: str, rule: Rule, differences: Iterable[str], needs: Iterable[str]) -> str:
    """What a file says of its rule before it begins; `mark` begins each line."""
    return "\n".join(f"{mark} {line}".rstrip() for line in _lines(rule, differences, needs))


def _lines(rule: Rule, differences: Iterable[str], needs: Iterable[str]) -> Iterator[str]:
    signal = rule.signal
    yield f"{signal.title} ({signal.name}, {signal.severity.value})"
    sentences = (
        signal.why,
        f"Technique: {signal.technique}",
        f"Condition: {_CONDITIONS[signal.name]}",
        f"Noise: {noise_of(signal.name)}",
        *(f"Differs from bks: {difference}" for difference in differences),
        *needs,
    )
    for sentence in sentences:
        yield from textwrap.wrap(
            sentence, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
