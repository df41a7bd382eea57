"""A token endpoint (RFC 6749, 5 and 6) with its errors, and an introspection for Dovecot."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from maru.kit.http.tests.loopback import Speaking, serving

CLIENT, SECRET = "maru-client", "client-secret"


class TokenServer:
    def __init__(self) -> None:
        self.grants: dict[str, str] = {}  # refresh token -> user
        self.tokens: dict[str, str] = {}  # access token -> user
        self.rotates, self.lasts, self.asked = False, 3600, 0
        outer = self

        class Answer(Speaking):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.say(*outer.give({k: v[0] for k, v in parse_qs(body).items()}))

            def do_GET(self) -> None:
                token = parse_qs(urlsplit(self.path).query).get("access_token", [""])[0]
                user = outer.tokens.get(token)
                known = {"email": user, "active": "true"}
                self.say(200 if user else 400, known if user else {"error": "invalid_token"})

        self.handler = Answer
        self.url = ""  # once it is served

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


@contextmanager
def token_server() -> Iterator[TokenServer]:
    server = TokenServer()
    with serving(server.handler) as address:
        server.url = f"{address}/token"
        yield server
