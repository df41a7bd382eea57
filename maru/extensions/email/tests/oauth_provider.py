"""Google's and Microsoft's sign-in as they document it, on loopback over TLS, with their errors.

The page asks who it is and whether Maru may; its answer goes back by redirect. Codes are
good once, for one client, one redirect address and one PKCE verifier. The tokens are those of
``token_server``, which Dovecot asks.
"""

import base64
import hashlib
import html
import json
import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch
from urllib.parse import parse_qs, urlencode, urlsplit

from maru.extensions.email.tests.test_starttls import certificate
from maru.extensions.email.tests.token_server import CLIENT, SECRET, TokenServer, token_server
from maru.kit.http.tests.loopback import Speaking, serving

HTML = {"Content-Type": "text/html"}
PAGE = """<!doctype html><title>Sign in</title><h1>Sign in</h1><form method="post">
<input type="hidden" name="query" value="{query}"><input name="account" value="{hint}">
<button name="answer" value="allow">Allow</button><button name="answer" value="deny">Deny</button>
</form>"""
AUTHORIZE = {"google": "/o/oauth2/v2/auth", "microsoft": "/common/oauth2/v2.0/authorize"}
TOKEN = {"google": "/token", "microsoft": "/common/oauth2/v2.0/token"}
SCOPES = {
    "google": {"https://mail.google.com/"},
    "microsoft": {
        "https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send",
    },
}  # fmt: skip
DENIED = {
    "google": {"error": "access_denied"},
    "microsoft": {
        "error": "access_denied", "error_subcode": "cancel",
        "error_description": "AADSTS65004: User declined to consent to access the app.",
    },
}  # fmt: skip
NEEDS_ADMIN = {
    "error": "consent_required",
    "error_description": "AADSTS65001: The user or administrator has not consented to use the "
    "application.",
}


@dataclass
class OauthProvider:
    kind: str
    tokens: TokenServer
    redirects: set[str] = field(default_factory=set)  # those that are registered
    needs_admin: bool = False
    gives_no_refresh_token: bool = False
    is_away: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)  # each first step
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    url: str = ""

    def look(self, asked: dict[str, str]) -> str:
        """Return why the page shows an error instead of a question, "" for none."""
        if asked.get("client_id") != CLIENT:
            return "invalid_client"
        if asked.get("redirect_uri") not in self.redirects:
            return "redirect_uri_mismatch"
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            return "invalid_request"
        wanted = set(asked.get("scope", "").split())
        return "" if wanted >= SCOPES[self.kind] else "invalid_scope"

    def decide(self, asked: dict[str, str], account: str, answer: str) -> str:
        """Return where the browser is sent."""
        if answer != "allow":
            back = DENIED[self.kind]
        elif self.needs_admin:
            back = NEEDS_ADMIN
        else:
            code = f"code-{len(self.codes) + 1}"
            self.codes[code] = {**asked, "account": account}
            back = {"code": code}
        return f"{asked['redirect_uri']}?{urlencode({**back, 'state': asked['state']})}"

    def give(self, sent: dict[str, str]) -> tuple[int, dict]:
        if self.is_away:
            return 503, {}
        if sent.get("grant_type") != "authorization_code":
            return self.tokens.give(sent)
        if (sent.get("client_id"), sent.get("client_secret")) != (CLIENT, SECRET):
            words = "AADSTS7000215: Invalid client secret provided."
            return 401, {"error": "invalid_client", "error_description": words}
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != sent.get("redirect_uri"):
            return 400, {"error": "invalid_grant", "error_description": "Bad Request"}
        verified = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(verified).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant", "error_description": "Invalid code verifier."}
        return 200, self._tokens(asked)

    def _tokens(self, asked: dict[str, str]) -> dict:
        account, number = asked["account"], len(self.tokens.tokens) + 1
        self.tokens.tokens[f"first-{number}"] = account
        claim = "email" if self.kind == "google" else "preferred_username"
        body = base64.urlsafe_b64encode(json.dumps({claim: account}).encode()).decode().rstrip("=")
        answer = {
            "access_token": f"first-{number}", "expires_in": 3600, "token_type": "Bearer",
            "scope": asked["scope"], "id_token": f"e30.{body}.c2ln",
        }  # fmt: skip
        if self._is_lasting(asked):
            self.tokens.grants[f"lasting-{number}"] = account
            answer["refresh_token"] = f"lasting-{number}"
        return answer

    def _is_lasting(self, asked: dict[str, str]) -> bool:
        if self.gives_no_refresh_token:
            return False
        if self.kind == "google":
            return asked.get("access_type") == "offline" and asked.get("prompt") == "consent"
        return "offline_access" in asked["scope"].split()

    def revoke(self) -> None:
        """The account's owner takes Maru off the list."""
        self.tokens.grants.clear()
        self.tokens.tokens.clear()


def _answering(provider: OauthProvider) -> type[Speaking]:
    class Answer(Speaking):
        def do_GET(self) -> None:
            if urlsplit(self.path).path != AUTHORIZE[provider.kind]:
                self.say(404, b"", HTML)
                return
            asked = one_each(urlsplit(self.path).query)
            provider.asked.append(asked)
            if error := provider.look(asked):
                self.say(400, f"Error 400: {error}".encode(), HTML)
                return
            query, hint = json.dumps(asked), asked.get("login_hint", "")
            page = PAGE.format(query=html.escape(query), hint=html.escape(hint))
            self.say(200, page.encode(), HTML)

        def do_POST(self) -> None:
            sent = one_each(self.rfile.read(int(self.headers["Content-Length"])).decode())
            if urlsplit(self.path).path == TOKEN[provider.kind]:
                status, answer = provider.give(sent)
                self.say(status, answer)
                return
            asked = json.loads(sent["query"])
            back = provider.decide(asked, sent["account"], sent["answer"])
            self.say(302, b"", {"Location": back})

    return Answer


def one_each(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def oauth_provider(kind: str) -> Iterator[OauthProvider]:
    """Start one of them; what Python trusts meanwhile is its certificate."""
    with tempfile.TemporaryDirectory() as folder, token_server() as tokens:
        provider = OauthProvider(kind, tokens)
        cert, key = certificate(Path(folder))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        trust = patch.dict(os.environ, {"SSL_CERT_FILE": cert})
        with serving(_answering(provider), tls=context) as provider.url, trust:
            yield provider
