"""Where the fakes of foreign services answer: an HTTP server on this machine, for a while."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Speaking(BaseHTTPRequestHandler):
    """Says bytes as they are, a str as plain text and everything else as JSON; prints nothing."""

    def say(self, status: int, answer: object, headers: dict[str, str] | None = None) -> None:
        given = {"Content-Type": "application/json"}
        if isinstance(answer, bytes):
            data, given = answer, {}
        elif isinstance(answer, str):
            data, given = answer.encode(), {"Content-Type": "text/plain"}
        else:
            data = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {**given, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(
    handler: type[BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Have ``handler`` answer; give its address, without a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
