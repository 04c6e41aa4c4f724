"""A policy document that is given as a file, or on standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from bks_tui.cli.terminal.input import STANDARD_INPUT
from bks_tui.core.errors import FileError, UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.core.iam.rating import parsed_policy
from bks_tui.core.prevention.denials import GivenPolicy
from bks_tui.storage.reading import read_regular, read_text

# Many times what AWS allows for a policy: 10,240 characters.
LARGEST_POLICY = 1 << 20


def policy_text(given: str) -> tuple[str, str]:
    """The text of a file or of standard input, and what to call it. Raises FileError."""
    if given == STANDARD_INPUT:
        return read_text(sys.stdin.buffer, "standard input", LARGEST_POLICY), "standard input"
    name = safe_name(given)
    try:
        return read_regular(Path(given), LARGEST_POLICY).decode("utf-8-sig"), name
    except UnicodeDecodeError:
        reason = "it is not text in UTF-8"
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "that is not a file name"
    # Raised outside: the error above contains the path, which may be a key given by mistake.
    raise FileError(f"{name} cannot be read: {reason.lower()}")


def given_policy(given: str) -> GivenPolicy:
    """A policy from a file or standard input. Raises FileError, and UsageError if it is none."""
    text, name = policy_text(given)
    document = parsed_policy(text)
    if document is None:
        raise UsageError(f"{name} is not a policy document", "Give one as JSON, with a Statement.")
    return GivenPolicy(name, document, len(text))
