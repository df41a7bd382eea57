"""The sending APIs of providers on loopback, as they document them, errors included.

Postmark: POST /email, GET /server. Mailgun: POST /v3/DOMAIN/messages.
Brevo: POST /v3/smtp/email, GET /v3/account.
Resend: POST /emails.
"""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import HTTP
from urllib.parse import parse_qs

from maru.kit.http.tests.loopback import Speaking, serving

KEY = "key-of-onnuri-0123456789"
MAILGUN_DOMAIN = "onnuri.example"


class ProviderApi:
    """``faults``: one for each POST: a status, "drop" (after the request was read), "silent",
    "taken" (hung up after the mail was taken; of Resend alone),
    or what is called before the answer.
    ``mails`` are what was taken: (provider, what came)."""

    def __init__(self) -> None:
        self.faults: list[object] = []
        self.mails: list[tuple[str, dict]] = []
        self.heard = 0  # POSTs that came whole
        self.keys: dict[str, bytes] = {}  # Resend's: what came under each
        self.taken: set[str] = set()  # keys whose mail was taken
        self.inactive: set[str] = set()  # addresses that Postmark does not deliver to
        outer = self

        class Answer(Speaking):
            def do_GET(self) -> None:
                if not self.is_known():
                    self.no_key()
                    return
                self.say(200 if self.path in {"/server", "/v3/account"} else 404, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                outer.heard += 1
                fault = outer.faults.pop(0) if outer.faults else None
                if fault == "drop":
                    self.close_connection = True
                    return self.connection.close()
                if fault == "silent":
                    time.sleep(3)
                    return None
                if callable(fault):
                    fault()
                if fault == "taken":
                    self.resend(body)
                    self.close_connection = True
                    return self.connection.close()
                if isinstance(fault, int):
                    there = {"Location": self.path} if 300 <= fault < 400 else {}
                    words = {"ErrorCode": 100, "message": "not now", "Message": "not now"}
                    return self.say(fault, words, there)
                if not self.is_known():
                    return self.no_key()
                return self.take(body)

            def is_known(self) -> bool:
                basic = base64.b64encode(f"api:{KEY}".encode()).decode()
                return (
                    self.headers.get("X-Postmark-Server-Token") == KEY
                    or self.headers.get("api-key") == KEY
                    or self.headers.get("Authorization") in {f"Bearer {KEY}", f"Basic {basic}"}
                )

            def no_key(self) -> None:
                if self.path.endswith("/messages"):
                    return self.say(401, "Forbidden")  # Mailgun says it in plain text
                words = "Request does not contain a valid Server token."
                return self.say(401, {"ErrorCode": 10, "Message": words, "message": words})

            def take(self, body: bytes) -> None:
                if self.path == "/email":
                    return self.postmark(json.loads(body))
                if self.path.endswith("/messages"):
                    return self.mailgun(self.form(body))
                if not body:
                    return self.say(422, {"name": "missing_required_field", "message": "Missing"})
                if self.path == "/v3/smtp/email":
                    outer.mails.append((self.path, json.loads(body)))
                    return self.say(201, {"messageId": "<1.2@smtp-relay.mailin.fr>"})
                return self.say(*self.resend(body))

            def resend(self, body: bytes) -> tuple[int, dict]:
                key = self.headers["Idempotency-Key"]
                if key and outer.keys.setdefault(key, body) != body:
                    words = "Same idempotency key used with a different request payload."
                    return 409, {"name": "invalid_idempotent_request", "message": words}
                if not key or key not in outer.taken:
                    outer.mails.append((self.path, json.loads(body)))
                outer.taken.add(key)
                return 200, {"id": "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794"}

            def postmark(self, mail: dict) -> None:
                if "@bad-sender.example" in mail["From"]:
                    words = "The 'From' address you supplied is not a Sender Signature."
                    return self.say(422, {"ErrorCode": 400, "Message": words})
                to = mail["To"].rpartition("<")[2].rstrip(">")
                if to in outer.inactive:
                    words = (
                        "You tried to send to recipient(s) that have been marked as inactive. "
                        f"Found inactive addresses: {to}. Inactive recipients are ones that have "
                        "generated a hard bounce, a spam complaint, or a manual suppression. "
                    )
                    return self.say(422, {"ErrorCode": 406, "Message": words})
                outer.mails.append(("postmark", mail))
                return self.say(200, {
                    "To": mail["To"], "SubmittedAt": "2026-11-26T09:00:00Z", "ErrorCode": 0,
                    "MessageID": "0a129aee-e1cd-480d-b08d-4f48548ff48d", "Message": "OK",
                })  # fmt: skip

            def mailgun(self, mail: dict) -> None:
                if self.path != f"/v3/{MAILGUN_DOMAIN}/messages":
                    return self.say(404, {"message": "Domain not found: other.example"})
                if "from" not in mail:
                    return self.say(400, {"message": "from parameter is missing"})
                if "@" not in mail["to"][0]:
                    return self.say(400, {"message": "'to' parameter is not a valid address."})
                outer.mails.append(("mailgun", mail))
                own = next(v[0] for name, v in mail.items() if name.lower() == "h:message-id")
                return self.say(200, {"id": own, "message": "Queued. Thank you."})

            def form(self, body: bytes) -> dict:
                kind = self.headers["Content-Type"] or "application/x-www-form-urlencoded"
                if kind.startswith("application/x-www-form-urlencoded"):
                    return parse_qs(body.decode())
                head = f"Content-Type: {kind}\r\n\r\n".encode()
                found: dict[str, list] = {}
                for part in message_from_bytes(head + body, policy=HTTP).iter_parts():
                    name = part.get_param("name", header="content-disposition")
                    content = part.get_payload(decode=True)
                    file = part.get_filename()
                    found.setdefault(name, []).append(file if file else content.decode())
                return found

        self.handler = Answer
        self.addresses: dict[str, str] = {}  # once it is served


@contextmanager
def provider_api() -> Iterator[ProviderApi]:
    api = ProviderApi()
    with serving(api.handler) as base:
        api.addresses = {
            "postmark": f"{base}/", "resend": f"{base}/", "mailgun": f"{base}/v3/",
            "brevo": f"{base}/v3/",
        }  # fmt: skip
        yield api
