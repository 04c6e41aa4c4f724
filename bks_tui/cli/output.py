"""Standard output: data, and nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping


def write(text: str) -> None:
    """Write finished text, which must be clean already, with one line break at the end."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def write_json(document: Mapping[str, object]) -> None:
    """Write JSON in ASCII: escapes carry every hostile character unharmed and harmless."""
    write(json.dumps(document, indent=2, ensure_ascii=True))
