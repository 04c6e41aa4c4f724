"""Calls to one AWS service: errors translated, throttling waited out, all pages read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from typing import Any, TypeAlias, TypeVar

from botocore import xform_name
from botocore.client import BaseClient

from bks_tui.aws.concurrency import CallSlots
from bks_tui.aws.deadline import Limits, within
from bks_tui.aws.errors import translated
from bks_tui.aws.paging import marked_pages, token_pages
from bks_tui.aws.rate_limiter import RateLimiter
from bks_tui.aws.retries import RetryBudget, Wait, retry_while_throttled
from bks_tui.core.errors import AwsError, ServiceError
from bks_tui.core.evidence import Evidence, Known

T = TypeVar("T")

# An answer of AWS, or a part of it. Any field may be missing: it is read with `[...]`, and a
# missing one becomes a ServiceError.
Answer: TypeAlias = dict[str, Any]

# IAM has another name for these services than boto3.
_IAM_NAMES = {"accessanalyzer": "access-analyzer"}
# What services call the token of the next page, if not `NextToken`.
_TOKEN_NAMES = {"accessanalyzer": "nextToken", "signin": "nextToken"}


@dataclass(frozen=True)
class Api:
    """An AWS service. Every method raises AwsError, and CancelledError when `wait` was stopped.

    Operations have the names of AWS (`ListUsers`), which are also those of the permissions.
    If there is a `pace`, each `call` waits for its turn, and if there are `slots`, for one of them. A call that
    reaches its `limits` is an UnreachableError: whether it took effect is unknown.
    """

    service: str
    client: BaseClient
    profile: str | None
    wait: Wait
    patience: RetryBudget
    limits: Limits
    # The client for `write`, which never retries.
    once: Callable[[], BaseClient]
    pace: RateLimiter | None = None
    slots: CallSlots | None = None

    def call(self, action: str, **parameters: object) -> Answer:
        """One call, one answer."""

        def attempt() -> Answer:
            if self.pace:
                self.pace.acquire()
            with self.slots.slot(self.wait) if self.slots else nullcontext():
                return self._in_time(self.client, action, parameters, _whole)

        return retry_while_throttled(attempt, self.wait, self.patience, self.limits.interrupted)

    def content(self, action: str, most: int, **parameters: object) -> bytes:
        """The body of the answer to one call. Raises ServiceError if it has more than `most` bytes."""

        def attempt() -> bytes:
            body = self._in_time(self.client, action, parameters, lambda answer: bytes(answer["Body"].read(most + 1)))
            if len(body) > most:
                operation = self._operation(action)
                raise ServiceError(f"the answer to {operation} has more than {most >> 20} MB", operation=operation)
            return body

        return retry_while_throttled(attempt, self.wait, self.patience, self.limits.interrupted)

    def write(self, action: str, **parameters: object) -> Answer:
        """One call that changes something. Sent only once: a caller must re-read before it sends it again."""
        return self._in_time(self.once(), action, parameters, _whole)

    def get(self, action: str, understand: Callable[[Answer], T], **parameters: object) -> T:
        """One call, with its answer parsed by `understand`."""
        answer = self.call(action, **parameters)
        with self._understanding(action):
            return understand(answer)

    def pages(
        self, action: str, key: str, understand: Callable[[Any], T], **parameters: object
    ) -> Iterator[tuple[T, ...]]:
        """A list, page by page, with each item under `key` parsed."""
        read = marked_pages if self.service == "iam" else partial(token_pages, token=_TOKEN_NAMES.get(self.service))
        for answer in read(lambda page: self.call(action, **parameters, **page), self._operation(action)):
            with self._understanding(action):
                # An empty list may be omitted, but then the answer still contains IsTruncated.
                items = answer[key] if "IsTruncated" not in answer else answer.get(key, ())
                page = tuple(understand(item) for item in items)
            yield page

    def all(self, action: str, key: str, understand: Callable[[Any], T], **parameters: object) -> tuple[T, ...]:
        """A whole list, with each item under `key` parsed."""
        return tuple(item for page in self.pages(action, key, understand, **parameters) for item in page)

    def _in_time(
        self, client: BaseClient, action: str, parameters: dict[str, object], read: Callable[[Answer], T]
    ) -> T:
        """What `read` takes from an answer. Raises UnreachableError after the deadline; the call may have an effect."""
        call: Callable[..., Answer] = getattr(client, xform_name(action))

        def attempt() -> T:
            with translated(self._operation(action), self.profile):
                return read(call(**parameters))

        return within(self.limits, self._operation(action), attempt)

    def _operation(self, action: str) -> str:
        return f"{_IAM_NAMES.get(self.service, self.service)}:{action}"

    @contextmanager
    def _understanding(self, action: str) -> Iterator[None]:
        try:
            yield
        except (LookupError, TypeError) as error:
            operation = self._operation(action)
            raise ServiceError(f"the answer to {operation} lacks {error}", operation=operation) from None


def _whole(answer: Answer) -> Answer:
    return answer


def read_or_unread(read: Callable[[], T]) -> Evidence[T]:
    """What `read` returns, or why it could not be read."""
    try:
        return Known(read())
    except AwsError as error:
        return error.as_unread()


def in_utc(moment: datetime) -> datetime:
    """AWS times are UTC, but botocore may return them in the time zone of this machine."""
    return moment.astimezone(timezone.utc)
