"""Connects boto3 to a simulated account instead of the network.

Requests are intercepted at botocore's last step before sending, so that paging, parsing, retries,
signing and errors are those of botocore. Nothing leaves the machine: every request to every service
is answered here, and the session uses no credentials, profile or file of the user.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from email.utils import formatdate
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.configprovider import ConstantProvider
from botocore.session import Session

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.faults import DroppedError
from bks_tui.demo.state.requests import HttpRequest
from bks_tui.demo.wire.dispatch import answer
from bks_tui.demo.wire.models import LOADER

# Set whatever the environment says: each of these could lead to the user's files, or to a request
# that botocore sends outside its clients (instance metadata, monitoring).
_SETTINGS = {
    "profile": None,
    "config_file": os.devnull,
    "credentials_file": os.devnull,
    "defaults_mode": "legacy",
    "csm_enabled": False,
}


class _Body(BytesIO):
    """A body as urllib3 returns it."""

    def __init__(self, content: bytes, seconds_a_byte: float, sleep: Callable[[float], object]) -> None:
        super().__init__(content)
        self._seconds_a_byte = seconds_a_byte
        self._sleep = sleep

    def stream(self) -> Any:
        """The body: in one piece, or byte by byte."""
        while content := self.read(1 if self._seconds_a_byte else -1):
            if self._seconds_a_byte:
                self._sleep(self._seconds_a_byte)
            yield content


def plug(account: SimulatedAccount) -> Callable[[Session], None]:
    """A function that prepares a session: every client that it creates afterwards calls `account`."""

    def answer_instead(**event: Any) -> Any:
        return _respond(account, event["request"])

    def prepare(session: Session) -> None:
        session.register_component("data_loader", LOADER)
        settings = session.get_component("config_store")
        for name, value in _SETTINGS.items():
            settings.set_config_provider(name, ConstantProvider(value))
        session.set_credentials("ASIADEMODEMODEMODEMO", "no-secret-this-is-the-demo", "no-token-this-is-the-demo")
        session.register("before-send", answer_instead)

    return prepare


def _respond(account: SimulatedAccount, request: AWSPreparedRequest) -> AWSResponse:
    # Bodies come as text or bytes; a stream is an upload to a service that is not simulated.
    body = request.body.encode() if isinstance(request.body, str) else request.body
    headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()}
    try:
        reply = answer(
            account, HttpRequest(request.method, request.url, headers, body if isinstance(body, bytes) else b"")
        )
    except DroppedError as dropped:
        raise dropped.error(endpoint_url=request.url, request=request, error=dropped) from None
    reply_headers = HTTPHeaders()
    # A server's clock goes on, unlike that of the account.
    reply_headers["Date"] = formatdate(usegmt=True)
    for name, value in reply.headers.items():
        reply_headers[name] = value
    return AWSResponse(
        request.url, reply.status, reply_headers, _Body(reply.body, reply.drips or 0.0, account.faults.sleep)
    )
