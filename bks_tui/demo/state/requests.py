"""A request as it reaches the simulated account, and the reply: HTTP, independent of the transport."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

_SCOPE = re.compile(r"Credential=(?P<access_key>[^/]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


class ReceivedCall(NamedTuple):
    """A call that was received: `iam:ListUsers`, its parameters, and the Region that it was signed for."""

    operation: str
    parameters: Mapping[str, Any]
    region: str


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A signed HTTP request."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def service(self) -> str:
        """The service that it was signed for (`iam`); empty if it is not signed.

        The host does not name the service when a loopback server replaces AWS.
        """
        return self._scope("service")

    @property
    def region(self) -> str:
        """The Region that it was signed for; empty if it is not signed."""
        return self._scope("region")

    @property
    def access_key_id(self) -> str:
        """The access key that it was signed with; empty if it is not signed."""
        return self._scope("access_key")

    def header(self, name: str) -> str:
        """The header of that name in any case; empty if there is none."""
        return next((value for known, value in self.headers.items() if known.lower() == name.lower()), "")

    def _scope(self, part: str) -> str:
        scope = _SCOPE.search(self.header("Authorization"))
        return scope[part] if scope else ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response. Where `drips` is set, its body arrives byte by byte, `drips` seconds apart."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    drips: float | None = None
