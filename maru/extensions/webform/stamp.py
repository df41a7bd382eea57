"""What a page of the form carries so that it is sent once, by a person, and from here.

A signed word in the page instead of a cookie: in a frame on somebody else's site there are none.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

from maru.kit.secrets import digest, new_token

LASTS = 24 * 3600  # seconds: a page left open over night still works
QUICKEST = 2.0  # seconds a person needs at least

_signer = signing.Signer(salt="web form stamp")


@dataclass(frozen=True)
class Stamp:
    web_form: int
    nonce: str
    at: float

    @classmethod
    def new(cls, web_form: int) -> Stamp:
        return cls(web_form, new_token(), time.time())

    @classmethod
    def read(cls, given: str, web_form: int) -> Stamp | None:
        """Return the stamp if we made it for this form within a day; else None."""
        try:
            made_for, nonce, at = _signer.unsign_object(given)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        if made_for != web_form or not 0 <= time.time() - at <= LASTS:
            return None
        return cls(made_for, nonce, at)

    @property
    def written(self) -> str:
        return _signer.sign_object([self.web_form, self.nonce, self.at])

    @property
    def hashed(self) -> str:
        return digest(self.nonce)

    @property
    def is_hasty(self) -> bool:
        return time.time() - self.at < QUICKEST


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Return whether another site's page sends this. Browsers say so and no page can lie (W3C
    Fetch Metadata); our own page in their frame is not another site's."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
