"""Amazon SNS, by which SES speaks: "Verifying the signatures of Amazon SNS messages".

django-anymail compares two headers with the body and leaves the signature unread; so it is read
here. Anybody may make a topic of their own that posts to any address, with a good signature: so a
message counts only from a topic of the account that the hook names.
"""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509.oid import NameOID
from django.conf import settings

from maru.extensions.email.hooks.hook import Hook
from maru.extensions.email.hooks.posted import ComeAgain, Forged, Malformed, Post, an_object
from maru.kit.http import NotFetched, fetch

# Exactly SNS: "sns.s3.amazonaws.com" would be a bucket in which anybody may put things.
_HOST = re.compile(r"sns\.([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\.amazonaws\.com(?:\.cn)?")
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:([a-z0-9-]+):(\d{12}):[\w.-]{1,256}")
_SIGNER = "sns.amazonaws.com"
_HASHES = {"1": SHA1, "2": SHA256}
_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_HANDSHAKE = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
PATIENCE = 6.0  # seconds; SNS gives up after 15, and there may be two to fetch


def heard(hook: Hook, post: Post) -> str | None:
    """Return the message of a genuine notification; None once a handshake was answered.

    Raises Forged, Malformed; ComeAgain if Amazon's certificate cannot be had. Blocks up to 12 s,
    for the first message under a certificate and for a handshake.
    """
    told = an_object(post.json())
    kind = told.get("Type")
    names = _NOTIFICATION if kind == "Notification" else _HANDSHAKE
    for name in {*names, "SignatureVersion", "Signature", "SigningCertURL"} - {"Subject"}:
        if not isinstance(told.get(name), str):
            raise Malformed
    region = _region(hook, told["TopicArn"])
    _prove(told, names, region)
    if kind == "Notification":
        return str(told["Message"])
    if kind == "SubscriptionConfirmation":
        _confirm(told["SubscribeURL"], region)
    return None


def _region(hook: Hook, topic: str) -> str:
    known = _TOPIC.fullmatch(topic)
    if known is None or known[2] not in hook.keys:
        raise Forged
    return known[1]


def _prove(told: dict[str, Any], names: tuple[str, ...], region: str) -> None:
    if told["SignatureVersion"] not in _HASHES:
        raise Forged
    key = _key(_of_sns(told["SigningCertURL"], region))
    signed = "".join(f"{name}\n{told[name]}\n" for name in names if name in told)
    try:
        signature = base64.b64decode(told["Signature"], validate=True)
        # Version 1 is SHA-1, and still what a topic uses unless its owner chose otherwise.
        key.verify(signature, signed.encode(), PKCS1v15(), _HASHES[told["SignatureVersion"]]())
    except (InvalidSignature, ValueError) as error:
        raise Forged from error


def _confirm(url: str, region: str) -> None:
    try:
        fetch(_of_sns(url, region), seconds=PATIENCE, redirects=0)
    except NotFetched as error:
        raise ComeAgain from error


def _of_sns(url: str, region: str) -> str:
    """Return where to fetch ``url``, which must be SNS's own of that region. Raises Forged."""
    try:
        parts = urlsplit(url)
        host, port = _HOST.fullmatch(parts.hostname or ""), parts.port
    except ValueError as error:
        raise Forged from error
    has_user = parts.username is not None or parts.password is not None
    if parts.scheme != "https" or has_user or port not in (None, 443):
        raise Forged
    if host is None or host[1] != region:
        raise Forged
    at = settings.MAIL_PROVIDERS_AT.get("sns", "")
    return at + parts._replace(scheme="", netloc="").geturl() if at else url


@lru_cache(maxsize=16)  # it changes about once a year; the path names it
def _key(url: str) -> rsa.RSAPublicKey:
    try:
        certificate = x509.load_pem_x509_certificate(
            fetch(url, max_bytes=20_000, seconds=PATIENCE, redirects=0).body
        )
    except NotFetched as error:
        raise ComeAgain from error
    except ValueError as error:
        raise Forged from error
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    key = certificate.public_key()
    is_valid = (
        certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc
    )
    if not is_valid or [name.value for name in names] != [_SIGNER]:
        raise Forged
    if not isinstance(key, rsa.RSAPublicKey):
        raise Forged
    return key
