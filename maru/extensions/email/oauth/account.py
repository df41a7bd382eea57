"""Whose account a permission is for, as the provider's ID token says."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping


def account_of(answer: Mapping[str, object], claims: tuple[str, ...]) -> str:
    """Return the account in lower case, '' when the answer does not tell.

    The token came from the token endpoint itself over TLS, which vouches for it (OIDC Core
    3.1.3.7, 6); and it only words a refusal: what counts is what the mail server admits.
    """
    try:
        _head, body, _signature = str(answer.get("id_token") or "").split(".")
        told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except ValueError:
        return ""
    if not isinstance(told, dict):
        return ""
    return next((str(told[name]).lower() for name in claims if told.get(name)), "")
