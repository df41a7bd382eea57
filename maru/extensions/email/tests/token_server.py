"""A token endpoint (RFC 6749, 5 and 6) with its errors, and an introspection for Dovecot."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CLIENT, SECRET = "maru-client", "client-secret"


class TokenServer:
    def __init__(self) -> None:
        self.grants: dict[str, str] = {}  # refresh token -> user
        self.tokens: dict[str, str] = {}  # access token -> user
        self.rotates, self.lasts, self.asked = False, 3600, 0
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.say(*outer.give({k: v[0] for k, v in parse_qs(body).items()}))

            def do_GET(self) -> None:
                token = parse_qs(urlsplit(self.path).query).get("access_token", [""])[0]
                user = outer.tokens.get(token)
                known = {"email": user, "active": "true"}
                self.say(200 if user else 400, known if user else {"error": "invalid_token"})

            def say(self, status: int, answer: dict) -> None:
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self._server.server_port}/token"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def give(self, asked: dict[str, str]) -> tuple[int, dict]:
        self.asked += 1
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        user = self.grants.get(asked.get("refresh_token", ""))
        if asked.get("grant_type") != "refresh_token" or not user:
            return 400, {"error": "invalid_grant", "error_description": "Token was revoked."}
        token = f"access-{self.asked}"
        self.tokens[token] = user
        answer = {"access_token": token, "expires_in": self.lasts, "token_type": "Bearer"}
        if self.rotates:
            del self.grants[asked["refresh_token"]]
            self.grants[f"refresh-{self.asked}"] = user
            answer["refresh_token"] = f"refresh-{self.asked}"
        return 200, answer

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


@contextmanager
def token_server() -> Iterator[TokenServer]:
    server = TokenServer()
    try:
        yield server
    finally:
        server.close()
