"""Wildcards of IAM policies: `*` is any characters, and `?` is one character.

Without regular expressions: a hostile pattern with many wildcards must not take longer than a plain one.
"""

from __future__ import annotations


def is_like(value: str, pattern: str) -> bool:
    """Whether a text matches a pattern; `*` also matches slashes and colons."""
    first, *others = pattern.split("*")
    if not others:
        return len(value) == len(first) and _is_at(value, 0, first)
    *middle, last = others
    end = len(value) - len(last)
    if len(first) > end or not (_is_at(value, 0, first) and _is_at(value, end, last)):
        return False
    start = len(first)
    for piece in middle:
        found = _find(value, piece, start, end)
        if found is None:
            return False
        start = found + len(piece)
    return True


def _find(value: str, piece: str, start: int, end: int) -> int | None:
    """The first place of a piece of a pattern between two places."""
    if "?" not in piece:
        found = value.find(piece, start, end)
        return None if found < 0 else found
    return next((place for place in range(start, end - len(piece) + 1) if _is_at(value, place, piece)), None)


def _is_at(value: str, place: int, piece: str) -> bool:
    """Whether a piece of a pattern, without `*`, matches at a place."""
    if "?" not in piece:
        return value.startswith(piece, place)
    part = value[place : place + len(piece)]
    return len(part) == len(piece) and all(one in ("?", other) for one, other in zip(piece, part, strict=True))


def is_like_arn(value: str, pattern: str) -> bool:
    """The same for ARNs, part by part: no wildcard matches a colon between parts."""
    parts, patterns = value.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) and all(map(is_like, parts, patterns))
