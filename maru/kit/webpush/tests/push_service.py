"""A push service on loopback that holds the whole protocol against us (RFC 8030, 8291, 8292), and
the browsers behind it, which decrypt by the letter of the standard rather than by our library.
"""

from __future__ import annotations

import base64
import json
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from maru.kit.http.tests.loopback import Speaking, serving

LARGEST = 4096  # bytes that every service takes (RFC 8030, 7.2)


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Came:
    """One message as the browser reads it."""

    told: dict
    ttl: int
    topic: str
    urgency: str


@dataclass
class Browser:
    """One subscription: its keys, the key it was made for, and what came."""

    address: str
    server_key: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    came: list[Came] = field(default_factory=list)

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def as_json(self) -> str:
        """What PushSubscription.toJSON gives."""
        keys = {"p256dh": text_of(self.public), "auth": text_of(self.auth)}
        return json.dumps({"endpoint": self.address, "expirationTime": None, "keys": keys})

    def decrypt(self, body: bytes) -> bytes:
        """RFC 8291 over RFC 8188, one record."""
        salt, size, length = body[:16], *struct.unpack("!LB", body[16:21])
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert len(sender) == 65, "the sender's key is no uncompressed point"
        assert len(record) <= size, "more than one record"
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), point)
        info = b"WebPush: info\0" + self.public + sender
        secret = HKDF(SHA256(), 32, self.auth, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        plain = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        assert plain[-1:] == b"\x02", "not the last record"
        return plain[:-1]


class PushService:
    """``faults``: what is answered to the next messages instead of 201: a status, a status with
    headers, or "drop" (hung up once it was taken)."""

    def __init__(self) -> None:
        self.url = ""
        self.browsers: dict[str, Browser] = {}
        self.faults: list[object] = []
        self.asked = 0

    def subscribe(self, server_key: str) -> Browser:
        path = f"/push/{text_of(os.urandom(24))}"
        self.browsers[path] = Browser(self.url + path, server_key)
        return self.browsers[path]

    def forget(self, browser: Browser) -> None:
        """As if its person had cleared it."""
        self.browsers = {k: b for k, b in self.browsers.items() if b is not browser}

    def take(self, speaking: Speaking, body: bytes) -> None:
        self.asked += 1
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, int | tuple):
            status, headers = fault if isinstance(fault, tuple) else (fault, {})
            return speaking.say(status, "not now", headers)
        browser = self.browsers.get(speaking.path)
        if browser is None:
            return speaking.say(410, {"reason": "Unregistered"})
        wrong = self._refusal(speaking, browser, body)
        if wrong:
            return speaking.say(*wrong)
        headers = speaking.headers
        browser.came.append(
            Came(
                json.loads(browser.decrypt(body)), int(headers["TTL"]), headers["Topic"],
                headers["Urgency"],
            )
        )  # fmt: skip
        if fault == "drop":
            speaking.close_connection = True
            return speaking.connection.close()
        return speaking.say(201, b"", {"Location": f"{self.url}/m/1", "TTL": headers["TTL"]})

    def _refusal(self, speaking: Speaking, browser: Browser, body: bytes) -> tuple | None:
        headers = speaking.headers
        if len(body) > LARGEST:
            return 413, "Payload Too Large"
        if headers.get("Content-Encoding") != "aes128gcm":
            return 400, "UnsupportedContentEncoding"
        if not (headers.get("TTL") or "").isdigit():
            return 400, "MissingTTL"
        topic = headers.get("Topic") or ""
        if len(topic) > 32 or not topic.replace("-", "").replace("_", "").isalnum():
            return 400, "BadTopic"
        if headers.get("Urgency") not in {"very-low", "low", "normal", "high"}:
            return 400, "BadUrgency"
        return self._stranger(headers.get("Authorization") or "", browser)

    def _stranger(self, authorization: str, browser: Browser) -> tuple | None:
        """RFC 8292: the token is signed by the very key that the browser subscribed for."""
        scheme, _, rest = authorization.partition(" ")
        parts = dict(each.strip().split("=", 1) for each in rest.split(",") if "=" in each)
        if scheme.lower() != "vapid" or {"t", "k"} - set(parts):
            return 401, "MissingProviderToken"
        head, claims, signature = parts["t"].split(".")
        if json.loads(bytes_of(head))["alg"] != "ES256":
            return 401, "InvalidProviderToken"
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(parts["k"]))
        raw = bytes_of(signature)
        both = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        try:
            point.verify(
                encode_dss_signature(*both), f"{head}.{claims}".encode(), ec.ECDSA(SHA256())
            )
        except InvalidSignature:
            return 401, "InvalidProviderToken"
        said = json.loads(bytes_of(claims))
        if said["aud"] != self.url or not 0 < said["exp"] - time.time() <= 86_400:
            return 403, "BadJwtToken"
        if not said["sub"].startswith(("mailto:", "https://")):
            return 403, "BadJwtToken"
        if parts["k"].rstrip("=") != browser.server_key.rstrip("="):
            return 403, "VapidPkHashMismatch"
        return None


@contextmanager
def push_service() -> Iterator[PushService]:
    """Answer on this machine: FETCH_ALLOW must name 127.0.0.1."""
    service = PushService()

    class Answer(Speaking):
        def do_POST(self) -> None:
            service.take(self, self.rfile.read(int(self.headers["Content-Length"] or 0)))

    with serving(Answer) as url:
        service.url = url
        yield service
