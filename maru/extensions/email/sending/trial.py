"""Trying a mail server as far as the question whether it would take a mail; sends none."""

from __future__ import annotations

import contextlib
import errno
import smtplib
import socket
import ssl

from maru.extensions.email.headers import address
from maru.extensions.email.imap.providers import PROVIDERS
from maru.extensions.email.imap.trouble import Trouble as NoToken
from maru.extensions.email.relaying import Route, sign_in
from maru.extensions.email.sending.trouble import Trouble
from maru.kit.http.lines import PrivateHost

PATIENCE = 10.0  # seconds for each answer: a person waits
_NO_WAY = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}


def try_out(route: Route, *, sender: str, recipient: str) -> Trouble | None:
    """Return what keeps a mail of ``sender`` to ``recipient`` from leaving; None if nothing does.

    Connects, encrypts, signs in, names both addresses, and goes. Blocks for as
    long as the server lets it wait, PATIENCE for each answer.
    """
    try:
        with contextlib.closing(sign_in(route, patience=PATIENCE)) as smtp:
            _ask(smtp, address(sender), address(recipient))
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.rset()
                smtp.quit()
    except (OSError, smtplib.SMTPException, ValueError, NoToken) as error:
        return understood(error, route)
    except Trouble as why:
        return why
    return None


def _ask(smtp: smtplib.SMTP, sender: str, recipient: str) -> None:
    code, words = smtp.mail(sender)
    if code != 250:
        raise Trouble(_refusal(code, words, "sender"), _said(code, words))
    code, words = smtp.rcpt(recipient)
    if code not in {250, 251}:
        raise Trouble(_refusal(code, words, "recipient"), _said(code, words))


def _refusal(code: int, words: bytes, otherwise: str) -> str:
    """Return the trouble that a refused address most likely is (RFC 5321 4.2, RFC 3463)."""
    text = words.decode("utf-8", "replace").lower()
    if code == 530 or "authentication required" in text or "5.7.0 " in text:
        return "sign_in_needed"
    if 400 <= code < 500:
        return "later"
    if "relay" in text:
        return "relay"
    # Many servers judge the sender only once they have heard the recipient.
    if "sender" in text or "5.1.8" in text or "send as" in text:
        return "sender"
    return otherwise


def understood(error: Exception, route: Route) -> Trouble:
    """Return what an error of the connection or the sign-in means for who filled in the page."""
    match error:
        case UnicodeEncodeError():
            return Trouble("letters")
        case PrivateHost():
            return Trouble("private")
        case NoToken():
            return Trouble("as_mailbox", error.detail)
        case socket.gaierror():
            return Trouble("name")
        case ConnectionRefusedError():
            return Trouble("closed")
        case TimeoutError():
            return Trouble("slow")
        case ssl.SSLCertVerificationError():
            return Trouble("certificate", error.verify_message)
        case ssl.SSLError():
            return Trouble("tls", error.reason or error)
        case smtplib.SMTPNotSupportedError():
            return Trouble("no_starttls" if "STARTTLS" in str(error) else "no_sign_in")
        case smtplib.SMTPAuthenticationError():
            return Trouble(_refused(route), _said(error.smtp_code, error.smtp_error))
        case smtplib.SMTPConnectError():
            code, words = error.smtp_code, error.smtp_error
            return Trouble("turned_away" if code > 0 else "not_smtp", _said(code, words))
        case smtplib.SMTPResponseException():
            return Trouble("failed", _said(error.smtp_code, error.smtp_error))
        case smtplib.SMTPServerDisconnected() | ConnectionError():
            # smtplib says no more of an answer that did not come in time.
            return Trouble("slow") if "timed out" in str(error) else Trouble("lost", error)
        case OSError() if error.errno in _NO_WAY:
            return Trouble("unreachable")
        case _:
            return Trouble("failed", error)


def _refused(route: Route) -> str:
    if route.mailbox:
        return "not_to_send"
    wants_another = any(
        p.smtp_host == route.host and p.refusal == "app_password" for p in PROVIDERS
    )
    return "app_password" if wants_another else "password"


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}" if code > 0 else text
