"""Numbers of things, in words."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """A number of things: `1 gap`, `2 gaps`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
