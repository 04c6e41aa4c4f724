"""Why the rest of a log file is not read. What was read before stays."""

from __future__ import annotations


class UnreadableLogError(Exception):
    """The reason, as the rest of a sentence that begins with the file."""


class NotDeliveredError(Exception):
    """The file begins as CloudTrail writes one, but is another one: it has to be parsed as any JSON."""
