r"""Attacker-controlled text made safe to show.

Attackers can write user names, tags, user agents and error messages. Every
character that a terminal, a markup language or a bidi algorithm could act on is shown as its
escape (`\x1b`, `\u202e`), so that nothing is hidden and nothing happens.
"""

from __future__ import annotations

ELLIPSIS = "…"
DEFAULT_LIMIT = 1_000


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        named = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
        return named.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def sanitize(text: object, limit: int = DEFAULT_LIMIT) -> str:
    """One safe line of at most `limit` characters, ending in `…` if it was shortened.

    `str.isprintable` is false for control characters, lone surrogates, separators and all format
    characters (bidi marks, zero-width characters), which is just the set to escape.
    """
    raw = str(text)
    # Only the part that is kept is processed: a hostile megabyte must not cost a megabyte of work.
    head = raw[: limit + 1]
    safe = head if head.isprintable() else "".join(c if c.isprintable() else _escape(c) for c in head)
    return safe if len(safe) <= limit else safe[: limit - 1] + ELLIPSIS


def clean_lines(text: object, limit: int = 100_000) -> str:
    """Safe text that keeps its line breaks and tabs (as spaces), for a body that is read as lines."""
    lines = str(text)[: limit + 1].expandtabs(4).splitlines()
    return "\n".join(sanitize(line, limit) for line in lines)[:limit]


def pluralize(number: int, noun: str) -> str:
    """A number of things: `1 gap`, `2 gaps`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
