"""moto behind a URL for `AWS_ENDPOINT_URL`: another simulation of AWS, written by others.

moto has no service-specific credentials: the simulated account of bks answers those calls. Every request is held
against botocore's model; `broken` has what did not fit.
"""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
from moto.backends import get_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.datastructures import EnvironHeaders
from werkzeug.serving import WSGIRequestHandler, make_server

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError
from bks_tui.demo.state.requests import HttpRequest
from bks_tui.demo.wire import ec2_protocol, json_protocol, query_protocol
from bks_tui.demo.wire.dispatch import answer
from bks_tui.demo.wire.models import service_model
from bks_tui.demo.wire.validation import validate
from tests.support.simulated import NOW

ACCOUNT_ID = "123456789012"
_CREDENTIALS = "ServiceSpecificCredential"
_PROTOCOLS: dict[str, Any] = {
    "cloudtrail": json_protocol,
    "ec2": ec2_protocol,
    "iam": query_protocol,
    "organizations": json_protocol,
    "sts": query_protocol,
}


@dataclass
class MotoServer:
    """moto as an account; `credentials` is the simulated account that answers for service-specific credentials."""

    url: str = ""
    credentials: SimulatedAccount = field(default_factory=lambda: SimulatedAccount(ACCOUNT_ID, now=NOW))
    calls: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def client(self, service: str) -> Any:
        """A client to prepare the account with."""
        # The stubs know only services by their literal names.
        make: Any = boto3.Session("testing", "testing", region_name="us-east-1").client
        return make(service, endpoint_url=self.url)

    def reset(self) -> None:
        """An empty account again."""
        for service in ("iam", "organizations"):
            get_backend(service).reset()
        self.credentials = SimulatedAccount(ACCOUNT_ID, now=NOW)
        self.calls.clear()


class _Silent(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Say nothing: the tests' output is not a log, and moto logs what it has not implemented as a traceback."""


@contextmanager
def moto_server() -> Iterator[MotoServer]:
    """Serve moto until the context ends."""
    served = MotoServer()
    moto = DomainDispatcherApplication(create_backend_app)

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = dict(EnvironHeaders(environ))
        request = HttpRequest(environ["REQUEST_METHOD"], environ["PATH_INFO"], headers, body)
        action = _received(served, request)
        if _CREDENTIALS in action:
            reply = answer(served.credentials, request)
            start(f"{reply.status} -", list(reply.headers.items()))
            return [reply.body]
        return moto({**environ, "wsgi.input": io.BytesIO(body)}, start)  # type: ignore[no-any-return]

    logging.getLogger("werkzeug").disabled = True
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        logging.getLogger("werkzeug").disabled = False


def _received(served: MotoServer, request: HttpRequest) -> str:
    """Note a request, and what in it does not fit its model; the action that it asks for."""
    protocol = _PROTOCOLS[request.service]
    action: str = protocol.operation(request)
    model = service_model(request.service).operation_model(action)
    served.calls.append(f"{request.service}:{action}")
    try:
        validate(protocol.parameters(request, model), model.input_shape, existing=())
    except RefusalError as refusal:
        served.broken.append(f"{request.service}:{action}: {refusal.message}")
    return action
