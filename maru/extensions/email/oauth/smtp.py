"""Signing in to a mail server as the mailbox does, by XOAUTH2, to send."""

from __future__ import annotations

import smtplib

from maru.extensions.email.mailbox import Mailbox
from maru.extensions.email.oauth.access import access_token, forget


def sign_in_as(mailbox: Mailbox, smtp: smtplib.SMTP) -> None:
    """Sign ``smtp`` in. Raises Trouble (the provider gives no token) or SMTPException."""
    if not smtp.has_extn("auth"):
        raise smtplib.SMTPNotSupportedError("SMTP AUTH extension not supported by server.")
    token = access_token(mailbox)
    said = f"user={mailbox.user}\x01auth=Bearer {token}\x01\x01"

    def answer(challenge: bytes | None = None) -> str:
        # A refusal comes as a challenge that is answered by nothing; then the server says no.
        return said if challenge is None else ""

    try:
        smtp.auth("XOAUTH2", answer, initial_response_ok=True)
    except smtplib.SMTPAuthenticationError:
        # Perhaps it was taken back before its time: the next try gets a fresh one.
        forget(mailbox)
        raise
