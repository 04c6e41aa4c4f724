"""What the verification of a bundle found, as JSON and as lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bks_tui.core.bag.verification import Verification
from bks_tui.core.text import pluralize, sanitize
from bks_tui.export.evidence.records import SCHEMA
from bks_tui.export.formatting import LONGEST


def verification_document(path: Path, found: Verification) -> dict[str, object]:
    """The result, with paths as they are in the bundle; the writer of the document must escape them."""
    return {
        "schema": SCHEMA,
        "type": "verification",
        "path": str(path),
        "verified": found.verified,
        "files": found.files,
        "bytes": found.bytes,
        "tag_manifest_sha256": found.seal,
        "missing": list(found.missing),
        "changed": list(found.changed),
        "added": list(found.added),
        "problems": list(found.problems),
        "unread": list(found.unread),
    }


def verification_lines(found: Verification) -> Iterator[str]:
    """A line for each file or problem; one that says so if there is none."""
    kinds = (
        ("missing", found.missing),
        ("changed", found.changed),
        ("added", found.added),
        ("problem", found.problems),
        ("unread", found.unread),
    )
    for kind, texts in kinds:
        yield from (f"{kind:<8} {sanitize(text, LONGEST)}" for text in texts)
    if found.verified:
        yield f"{pluralize(found.files, 'file')} verified, {found.bytes:,} bytes"
