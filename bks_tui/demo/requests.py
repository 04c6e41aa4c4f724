"""A request as it reaches the simulated account, and the reply: HTTP, apart from how it travelled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


class Call(NamedTuple):
    """A call that was received: `iam:ListUsers` and its parameters."""

    operation: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """A signed HTTP request."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def service(self) -> str:
        """The service that it was signed for (`iam`); empty if it is not signed.

        The host says nothing of it where a loopback server stands in for AWS.
        """
        headers = {name.lower(): value for name, value in self.headers.items()}
        scope = _SCOPE.search(headers.get("authorization", ""))
        return scope["service"] if scope else ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes
