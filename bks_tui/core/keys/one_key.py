"""The one API key in a pasted text, however often the text repeats it: whole, shortened or redacted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from bks_tui.core.errors import UsageError
from bks_tui.core.keys.decoded_key import Decoded, DecodedKey, MalformedKey

_Finding: TypeAlias = DecodedKey | MalformedKey

# Where a shortened copy ends: in stars, dots, crosses or brackets.
_REDACTED = re.compile(r"\*|\.{2}|…|[•·█<\[{#]|x{3,}|X{3,}")
_BETWEEN = re.compile(r"[^A-Za-z0-9+/]")
# The start of any key has less than this.
_FIRST_RUN = re.compile(r"(?:[a-z]+-)*[A-Za-z0-9+/]{16,}")
_NAMED_IN_ERROR = 5


def one_key(text: str, now: datetime) -> DecodedKey | None:
    """The key in `text`; None if there is none. `now` (aware) decides whether it has expired.

    A placeholder is not a key, and a shortened or redacted copy of a complete key is that key.
    Raises UsageError for several different keys, and for one that cannot be read.
    """
    # Its patterns take long to compile: most texts that name a target hold no key.
    from bks_tui.core.keys.decode import decode

    decoded = decode(text, now)
    different = distinct_findings(text, decoded)
    if len(different) > 1:
        names = _described(different)
        raise UsageError(f"The text holds {len(different)} different API keys: {names}.", "Give one of them.")
    found = next(iter(different or decoded.malformed), None)
    if isinstance(found, MalformedKey):
        raise UsageError(f"This API key cannot be read: {found.reason}", "Give the whole key, or the name of its user.")
    return found


def distinct_findings(text: str, decoded: Decoded) -> tuple[DecodedKey | MalformedKey, ...]:
    """What was decoded of `text`, without placeholders and without copies of a complete key; complete keys first."""
    different: list[_Finding] = []
    # A copy is recognized only beside its original: complete keys first.
    findings: list[_Finding] = [*decoded.keys, *decoded.malformed]
    for finding in sorted(findings, key=is_incomplete):
        if not _is_placeholder(finding) and not any(_is_copy(text, finding, whole) for whole in different):
            different.append(finding)
    return tuple(different)


def _is_placeholder(finding: _Finding) -> bool:
    return isinstance(finding, MalformedKey) and finding.placeholder


def is_incomplete(finding: DecodedKey | MalformedKey) -> bool:
    """Whether a finding is truncated, damaged or a placeholder, and not a finding of its own beside a complete key."""
    return isinstance(finding, MalformedKey) or finding.partial


def _is_copy(text: str, finding: _Finding, whole: _Finding) -> bool:
    """Whether a finding is a shortened or redacted copy of a key that can be read."""
    if not is_incomplete(finding) or isinstance(whole, MalformedKey):
        return False
    if isinstance(finding, DecodedKey) and (finding.alias or finding.access_key_id):
        # The name comes before the secret: the rest of a truncated copy adds nothing.
        return (finding.alias, finding.access_key_id) == (whole.alias, whole.access_key_id)
    characters = _spelled(text[whole.place.start : whole.place.end])
    return any(characters.startswith(head) for head in _heads(text[finding.place.start : finding.place.end]))


def _spelled(text: str) -> str:
    """The characters of a key, without what pasting added between them."""
    return _BETWEEN.sub("", text)


def _heads(text: str) -> tuple[str, ...]:
    """What a copy has of its key: all up to where it was redacted, or less, since words may follow where it was cut."""
    mark = _REDACTED.search(text)
    kept = text[: mark.start()] if mark else text
    first = _FIRST_RUN.match(kept)
    return (_spelled(kept), *([_spelled(first[0])] if first else []))


def _described(findings: Sequence[_Finding]) -> str:
    names = [_name(finding) for finding in findings[:_NAMED_IN_ERROR]]
    return ", ".join([*names, *(["…"] if len(findings) > _NAMED_IN_ERROR else [])])


def _name(finding: _Finding) -> str:
    """A key by its own data and its fingerprint, never by its characters."""
    if isinstance(finding, MalformedKey):
        return f"an unreadable key in line {finding.place.line}"
    name = finding.alias.text if finding.alias else f"signed by {finding.access_key_id}"
    cut = " (truncated)" if finding.partial else ""
    return f"{name} with fingerprint {finding.fingerprint}{cut}" if finding.fingerprint else f"{name}{cut}"
