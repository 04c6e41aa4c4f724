"""Every page of every list.

By hand and for all lists alike, since botocore has no paginator for ListServiceSpecificCredentials.
A list that stops where AWS said there is more is an error, never the end: a credential on the page
that was missed would make its user look harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bks_tui.core.errors import ServiceError

# The most that IAM allows. It may truncate any page earlier.
PAGE_SIZE = 1_000


def pages(ask: Callable[[dict[str, Any]], dict[str, Any]], operation: str) -> Iterator[dict[str, Any]]:
    """The answers of a list; `ask` takes the parameters of one page.

    Raises what `ask` raises, and ServiceError where the list cannot be followed to its end.
    """
    markers: set[str] = set()
    page: dict[str, Any] = {"MaxItems": PAGE_SIZE}
    while True:
        answer = ask(page)
        yield answer
        marker = answer.get("Marker")
        if not answer.get("IsTruncated", bool(marker)):
            return
        if not marker:
            raise ServiceError(f"{operation} broke off: AWS says there is more, but not where", operation=operation)
        if marker in markers:
            raise ServiceError(f"{operation} goes in circles: AWS sent the same page twice", operation=operation)
        markers.add(marker)
        page = {"MaxItems": PAGE_SIZE, "Marker": marker}
