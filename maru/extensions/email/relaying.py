"""Handing a mail to a relay, step by step, knowing at each step what a failure means (D6)."""

from __future__ import annotations

import contextlib
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from django.conf import settings

from maru.extensions.email.imap.trouble import Trouble as NoToken
from maru.extensions.email.mailbox import Mailbox
from maru.extensions.email.oauth.smtp import sign_in_as
from maru.kit.http.lines import PrivateHost, connect
from maru.records.channels.connectors import Receipt, Refused, TryLater, Undecided

PATIENCE = 60.0  # seconds for each answer of the relay
LONG_PATIENCE = 300.0  # for the last one: the relay is storing the mail


@dataclass(frozen=True)
class Route:
    """A relay to hand mail to. ``security``: none, tls, starttls, offered (STARTTLS if offered)."""

    host: str
    port: int
    security: str = "offered"
    user: str = ""
    password: str = ""
    is_guarded: bool = False  # named on a page and not by the operator: no private hosts (S9)
    mailbox: Mailbox | None = None  # whose sign-in (XOAUTH2) is used instead of a password

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @classmethod
    def from_url(cls, url: str) -> Route:
        """Read smtp://[user:password@]host[:port] or smtps://. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("MARU_MAIL_OUT must look like smtp://host:port.")
        is_tls = parts.scheme == "smtps"
        return cls(
            parts.hostname,
            parts.port or (465 if is_tls else 25),
            "tls" if is_tls else "offered",
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )


def hand_over(
    mail: bytes,
    *,
    sender: str,
    recipients: list[str],
    route: Route,
    before_end: Callable[[], None],
) -> Receipt:
    """Give ``mail`` to the relay for ``recipients``; addresses as they go on the wire.

    ``before_end`` is called when all but the end mark has gone out: until then
    the relay cannot have taken the mail. Raises TryLater while nothing can have
    been taken, Refused for a final no, Undecided when the end mark went out and
    no answer came.
    """
    try:
        with contextlib.closing(sign_in(route)) as smtp:
            refused = _address(smtp, sender, recipients)
            _dictate(smtp, mail)
            before_end()
            _end(smtp, route)
    except smtplib.SMTPAuthenticationError as error:
        raise TryLater(f"{route}: sign-in refused: {_words(error.smtp_error)}") from error
    except NoToken as why:
        raise TryLater(f"{route}: the mailbox's sign-in: {why}") from why
    except PrivateHost as error:
        raise TryLater(f"{error}; MARU_MAIL_ALLOW opens it") from error
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(f"{route}: {error}") from error
    return Receipt(str(route), refused or None)


class _Pinned(smtplib.SMTP):
    """Connects to the address that was checked."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return connect(host, port, timeout=timeout, opened=settings.MAIL_ALLOW)


class _PinnedTLS(smtplib.SMTP_SSL, _Pinned):
    """SMTP_SSL encrypts what the next class connects."""


@cache
def own_name() -> str:
    """Return what this machine is called towards relays, for as long as the process lives.

    Asked once: where no DNS answers it takes five seconds, and smtplib would ask for each mail.
    """
    return smtplib.SMTP().local_hostname


def sign_in(route: Route, *, patience: float = PATIENCE) -> smtplib.SMTP:
    """Return a connection to the relay, encrypted and signed in as the route says.

    ``patience`` in seconds for each answer. Raises OSError, SMTPException, or NoToken where a
    mailbox's sign-in is to be used.
    """
    context = ssl.create_default_context()
    if route.security == "tls":
        encrypted = _PinnedTLS if route.is_guarded else smtplib.SMTP_SSL
        smtp: smtplib.SMTP = encrypted(
            route.host, route.port, own_name(), timeout=patience, context=context
        )
    else:
        plain = _Pinned if route.is_guarded else smtplib.SMTP
        smtp = plain(route.host, route.port, own_name(), timeout=patience)
    try:
        smtp.ehlo_or_helo_if_needed()
        offered = smtp.has_extn("starttls")
        if route.security == "starttls" or (route.security == "offered" and offered):
            if route.security == "offered":
                # Opportunistic: encrypted is better than clear, proven is the operator's choice.
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            smtp.starttls(context=context)
            smtp.ehlo()
        if route.mailbox:
            sign_in_as(route.mailbox, smtp)
        elif route.user:
            smtp.login(route.user, route.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _address(smtp: smtplib.SMTP, sender: str, recipients: list[str]) -> dict[str, str]:
    options: list[str] = []
    if not all(address.isascii() for address in (sender, *recipients)):
        if not smtp.has_extn("smtputf8"):
            raise Refused("the relay takes no addresses outside ASCII (SMTPUTF8)")
        options = ["SMTPUTF8", "BODY=8BITMIME"]
        smtp.command_encoding = "utf-8"
    code, words = smtp.mail(sender, options)
    if code != 250:
        raise _no(code, words)
    answers = {address: smtp.rcpt(address) for address in recipients}
    refused = {a: (code, words) for a, (code, words) in answers.items() if code not in {250, 251}}
    if len(refused) == len(answers):
        # One "not now" among them is worth another try for all.
        raise _no(*min(refused.values(), key=lambda answer: answer[0]))
    return {address: f"{code} {_words(words)}" for address, (code, words) in refused.items()}


def _dictate(smtp: smtplib.SMTP, mail: bytes) -> None:
    code, words = smtp.docmd("DATA")
    if code != 354:
        raise _no(code, words)
    smtp.send(_stuffed(mail))
    # A relay that speaks, or hangs up, before the end mark did not take the mail.
    # (Not asked of TLS, where bytes to read need not be words.)
    plain = smtp.sock
    if plain and not isinstance(plain, ssl.SSLSocket) and select.select([plain], [], [], 0)[0]:
        raise _no(*smtp.getreply())


def _end(smtp: smtplib.SMTP, route: Route) -> None:
    smtp.send(b".\r\n")  # fails only if it did not go out
    if smtp.sock:
        smtp.sock.settimeout(LONG_PATIENCE)
    try:
        code, words = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Undecided(f"{route}: no answer after the mail was handed over: {error}") from error
    if code != 250:
        if 400 <= code < 600:
            raise _no(code, words)
        raise Undecided(f"{route}: a strange answer to the mail: {code} {_words(words)}")
    # The mail is theirs now; how they say goodbye changes nothing.
    with contextlib.suppress(OSError, smtplib.SMTPException):
        smtp.quit()


def _no(code: int, words: bytes) -> Exception:
    text = f"{code} {_words(words)}"
    return Refused(text) if 500 <= code < 600 else TryLater(text)


def _stuffed(mail: bytes) -> bytes:
    # RFC 5321 4.5.2: a line that begins with a dot gets another one.
    body = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
    return (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:]


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
