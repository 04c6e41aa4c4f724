"""A simulated account on a loopback port, for programs that are run as a user runs them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.faults import DroppedError
from bks_tui.demo.state.requests import HttpRequest
from bks_tui.demo.wire.dispatch import answer


class _Server(ThreadingHTTPServer):
    # A reply that drips is still on its way when everybody has left.
    daemon_threads = True
    block_on_close = False


@contextmanager
def endpoint(account: SimulatedAccount, others: Mapping[str, SimulatedAccount] | None = None) -> Iterator[str]:
    """A URL for `AWS_ENDPOINT_URL` behind which `account` answers; `others` answer to the access key ids of theirs."""
    server = _Server(("127.0.0.1", 0), _handler(account, others or {}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(account: SimulatedAccount, others: Mapping[str, SimulatedAccount]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body in one packet: in two, each reply waits for an acknowledgement.
        wbufsize = -1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = HttpRequest(self.command, self.path, dict(self.headers), body)
            asked = others.get(request.access_key_id, account)
            try:
                reply = answer(asked, request)
            except DroppedError:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if reply.drips is None:
                self.wfile.write(reply.body)
                return
            with suppress(OSError):
                for byte in reply.body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    asked.faults.sleep(reply.drips)

        def do_GET(self) -> None:
            # Services with a REST protocol are read with it.
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """Say nothing: the tests' output is not a log."""

    return Handler
