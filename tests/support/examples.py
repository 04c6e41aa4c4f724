"""How many examples a slow property runs."""

from __future__ import annotations

from hypothesis import settings

USUAL_EXAMPLES = 40


def examples(few: int) -> int:
    """`few` in `make test`; in `make soak`, more by the same factor as for every other property."""
    return max(1, few * settings().max_examples // USUAL_EXAMPLES)
