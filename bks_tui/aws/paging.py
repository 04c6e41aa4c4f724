"""Every page of every list.

Own code for all lists, since botocore has no paginator for ListServiceSpecificCredentials.
A list that stops although AWS said that there is more is an error, never the end: a credential on
the missing page would make its user look harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from bks_tui.core.errors import ServiceError

# The most that IAM allows. It may truncate any page earlier.
PAGE_SIZE = 1_000

# A limit against endless lists: far more than AWS allows of anything in IAM, and
# than CloudTrail can send in half a day.
MOST_PAGES = 10_000
MOST_TOKEN_PAGES = 100_000
# A page without any content may be followed by another, as AWS documents, but not forever.
MOST_EMPTY_PAGES = 1_000

Ask: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]


def marked_pages(ask: Ask, operation: str) -> Iterator[dict[str, Any]]:
    """The answers of an IAM list; `ask` takes the parameters of one page.

    Raises what `ask` raises, and ServiceError if the list cannot be read to its end.
    """

    def marker(answer: dict[str, Any]) -> str | None:
        found: str | None = answer.get("Marker")
        if not answer.get("IsTruncated", bool(found)):
            return None
        if not found:
            raise ServiceError(
                f"{operation} is incomplete: AWS says there is more, but gives no marker", operation=operation
            )
        return found

    return _pages(lambda page: ask({"MaxItems": PAGE_SIZE, **page}), operation, "Marker", marker, MOST_PAGES)


def token_pages(ask: Ask, operation: str, token: str | None = None) -> Iterator[dict[str, Any]]:
    """The same for other services, where an empty page may not be the last. `token` is their name of the next page."""
    name = token or "NextToken"
    return _pages(ask, operation, name, lambda answer: answer.get(name) or None, MOST_TOKEN_PAGES)


def _pages(
    ask: Ask, operation: str, name: str, next_of: Callable[[dict[str, Any]], str | None], most: int
) -> Iterator[dict[str, Any]]:
    """The answers, each page asked for by what `next_of` finds in the one before, under this name."""
    seen: set[str] = set()
    page: dict[str, Any] = {}
    empty = 0
    while True:
        answer = ask(page)
        empty = 0 if any(isinstance(part, list) and part for part in answer.values()) else empty + 1
        yield answer
        following = next_of(answer)
        if following is None:
            return
        if following in seen:
            raise ServiceError(
                f"{operation} returned the same page token twice; the list is incomplete", operation=operation
            )
        if len(seen) >= most or empty >= MOST_EMPTY_PAGES:
            sentence = f"{operation} does not end: AWS sent {len(seen) + 1} pages and says that there are more"
            raise ServiceError(sentence, operation=operation)
        seen.add(following)
        page = {name: following}
