"""Amazon SNS on loopback: its certificate, its confirmations and what it posts, as documented."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from maru.kit.http.tests.loopback import Speaking, serving

REGION = "ap-northeast-2"
ACCOUNT = "123456789012"
HOST = f"https://sns.{REGION}.amazonaws.com"
HANDSHAKE = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")


def certificate(key: rsa.RSAPrivateKey, name: str = "sns.amazonaws.com", days: int = 30) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    until = datetime.now(UTC) + timedelta(days=days)
    made = x509.CertificateBuilder(
        subject, subject, key.public_key(), x509.random_serial_number(),
        until - timedelta(days=365), until,
    )  # fmt: skip
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM)


class Sns:
    """``is_away``: it answers nothing but 500. ``confirmed``: what was confirmed."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        # A new name each time: readers keep what they had under one.
        self.pem = f"/SimpleNotificationService-{uuid4().hex}.pem"
        self.certificate = certificate(self.key)
        self.confirmed: list[str] = []
        self.is_away = False
        outer = self

        class Answer(Speaking):
            def do_GET(self) -> None:
                if outer.is_away:
                    return self.say(500, b"")
                if self.path == "/moved.pem":
                    return self.say(302, b"", {"Location": outer.pem})
                if self.path == outer.pem:
                    return self.say(200, outer.certificate)
                if self.path.startswith("/?Action=ConfirmSubscription&"):
                    outer.confirmed.append(self.path)
                    return self.say(200, b"<ConfirmSubscriptionResponse/>")
                return self.say(404, b"")

        self.handler = Answer
        self.address = ""  # once it is served

    def notification(self, message: object, **changes: str) -> dict[str, str]:
        text = message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)
        return self.signed({"Type": "Notification", "Message": text, **changes})

    def handshake(self, **changes: str) -> dict[str, str]:
        topic = changes.get("TopicArn", self.topic())
        query = f"?Action=ConfirmSubscription&TopicArn={topic}&Token=2336412f"
        told = {"Type": "SubscriptionConfirmation", "Token": "2336412f",
                "Message": "You have chosen to subscribe to the topic.\nTo confirm, visit it.",
                "SubscribeURL": f"{HOST}/{query}"}  # fmt: skip
        return self.signed({**told, **changes})

    def topic(self, account: str = ACCOUNT) -> str:
        return f"arn:aws:sns:{REGION}:{account}:maru-mail"

    def signed(self, told: dict[str, str], key: rsa.RSAPrivateKey | None = None) -> dict[str, str]:
        told = {"MessageId": str(uuid4()), "TopicArn": self.topic(),
                "Timestamp": "2026-11-28T09:00:00.000Z", "SignatureVersion": "1",
                "SigningCertURL": HOST + self.pem, **told}  # fmt: skip
        names = NOTIFICATION if told["Type"] == "Notification" else HANDSHAKE
        text = "".join(f"{name}\n{told[name]}\n" for name in names if name in told)
        hashing = SHA256() if told["SignatureVersion"] == "2" else SHA1()
        made = (key or self.key).sign(text.encode(), PKCS1v15(), hashing)
        return {**told, "Signature": base64.b64encode(made).decode()}


@contextmanager
def sns_on_loopback() -> Iterator[Sns]:
    sns = Sns()
    with serving(sns.handler) as sns.address:
        yield sns
