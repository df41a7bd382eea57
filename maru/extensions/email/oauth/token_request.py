"""Asking a token endpoint (RFC 6749, 5), and what its refusals mean."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.conf import settings

from maru.extensions.email.imap.trouble import Trouble
from maru.kit.http.posting import NotPosted, post_form

MEANINGS = {
    "invalid_grant": "grant",
    "interaction_required": "grant",
    "consent_required": "consent",
    "invalid_client": "client",
    "unauthorized_client": "client",
}


def request_token(url: str, fields: Mapping[str, str]) -> dict[str, object]:
    """Return the answer with its access token. Raises Trouble. Empty fields are left out."""
    given = {name: value for name, value in fields.items() if value}
    try:
        status, body = post_form(url, given, opened=settings.MAIL_ALLOW)
        answer = json.loads(body)
    except (NotPosted, ValueError) as error:
        raise Trouble("token", error) from error
    if not isinstance(answer, dict):
        raise Trouble("token", f"status {status}")
    if status == 200 and answer.get("access_token"):
        return answer
    raise Trouble(MEANINGS.get(str(answer.get("error")), "token"), said(answer, f"status {status}"))


def said(answer: Mapping[str, object], otherwise: str = "") -> str:
    """Return the provider's own words for an error, on one line."""
    words = answer.get("error_description") or answer.get("error") or otherwise
    return " ".join(str(words).split())


def lasts(answer: Mapping[str, object]) -> float:
    """Return for how many seconds the access token is good; an hour where that is not said."""
    try:
        return float(str(answer.get("expires_in") or 3600))
    except ValueError:
        return 3600.0
