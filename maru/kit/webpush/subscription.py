from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric import ec

from maru.kit.http.posting import why_not
from maru.kit.webpush.base64url import bytes_of

LONGEST = 2000  # characters of an endpoint


class NotASubscription(ValueError):
    """It is not what a browser gives, or its endpoint may not be posted to."""


@dataclass(frozen=True)
class Subscription:
    """What a browser gives for whoever shall push to it: where to, and for which key."""

    endpoint: str
    p256dh: str  # the browser's public key, base64url
    auth: str  # and what it shares with us

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a PushSubscription as the browser's own JSON. Raises NotASubscription.

        The endpoint is an address that somebody names (S9): it is looked up here, and again
        whenever something is sent.
        """
        try:
            given: Any = json.loads(text)
            keys = given["keys"]
            found = cls(str(given["endpoint"]), str(keys["p256dh"]), str(keys["auth"]))
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), found.key)
            if len(found.secret) != 16 or len(found.endpoint) > LONGEST:
                raise ValueError
        except (ValueError, TypeError, KeyError) as error:
            raise NotASubscription from error
        if why_not(found.endpoint):
            raise NotASubscription
        return found

    @property
    def key(self) -> bytes:
        return bytes_of(self.p256dh)

    @property
    def secret(self) -> bytes:
        return bytes_of(self.auth)

    def as_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what ``as_text`` wrote. Raises NotASubscription, also for ''."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise NotASubscription from error
