"""Secrets: tokens hashed at rest, passwords sealed at rest, marks that prove origin."""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

# A mail with this header carries a key: its text is kept sealed until it is sent.
SEALED = "X-Maru-Sealed"


def new_token() -> str:
    """Return a new token of 192 random bits, safe in a URL."""
    return secrets.token_urlsafe(24)


def digest(token: str) -> str:
    """Return what is stored instead of ``token``: its sha256 in hex. No salt: tokens are random."""
    return hashlib.sha256(token.encode()).hexdigest()


def mark(purpose: str, *words: object) -> str:
    """Return 22 characters (128 bits) that only this installation can make for these words."""
    text = "\x1f".join([purpose, *map(str, words)])
    seal = hmac.new(key_for("mark"), text.encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(seal).decode().rstrip("=")


def is_mark(given: str, purpose: str, *words: object) -> bool:
    """Return whether ``given`` is the mark of these words, in constant time."""
    return hmac.compare_digest(given.encode(), mark(purpose, *words).encode())


def seal(text: str) -> str:
    """Return ``text`` encrypted for the database; '' stays ''."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """Return what was sealed; '' for '' and for what another SECRET_KEY sealed."""
    if not sealed:
        return ""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_for("seal")))


def key_for(use: str) -> bytes:
    """Return 32 bytes that only this installation can make, for one use."""
    return hmac.new(settings.SECRET_KEY.encode(), use.encode(), hashlib.sha256).digest()
