"""A connection to a mailbox: to the checked address only, encrypted, signed in."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from maru.extensions.email.imap.providers import provider_of
from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.mailbox import Mailbox, SignInBy
from maru.extensions.email.oauth.access import access_token, forget
from maru.extensions.email.security import Security
from maru.kit.http.lines import PrivateHost, connect

PATIENCE = 30.0  # seconds for each answer
LONGEST_LINE = 16_000_000  # bytes: the UIDs of two million mails


class _Pinned(imaplib.IMAP4):
    def __init__(
        self, host: str, port: int, context: ssl.SSLContext | None, patience: float
    ) -> None:
        self._context = context
        super().__init__(host, port, patience)

    def _create_socket(self, timeout: float) -> socket.socket:
        plain = connect(self.host, self.port, timeout=timeout, opened=settings.MAIL_ALLOW)
        return (
            self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain
        )

    def readline(self) -> bytes:
        line: Any = self.file.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise self.error("line too long")
        return bytes(line)


class Line(IMAPClient):  # type: ignore[misc]
    """An IMAP connection that speaks in UIDs; times come with their zone."""

    def __init__(self, host: str, port: int, *, is_tls: bool, patience: float) -> None:
        context, self._patience = ssl.create_default_context(), patience
        super().__init__(host, port, ssl=is_tls, ssl_context=context, timeout=patience)
        self.normalise_times = False

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - IMAPClient calls it
        context = self.ssl_context if self.ssl else None
        return _Pinned(self.host, self.port, context, self._patience)


@contextmanager
def line_to(mailbox: Mailbox, *, patience: float = PATIENCE) -> Iterator[Line]:
    """Give a signed-in connection. Raises Trouble, also for what goes wrong inside the block."""
    with told():
        is_tls = mailbox.security == Security.TLS
        line = Line(mailbox.host, mailbox.port, is_tls=is_tls, patience=patience)
        try:
            if mailbox.security == Security.STARTTLS:
                line.starttls(ssl.create_default_context())
            _sign_in(line, mailbox)
            yield line
        finally:
            _hang_up(line)


@contextmanager
def told() -> Iterator[None]:
    """Turn what libraries raise into Trouble."""
    try:
        yield
    except Trouble:
        raise
    except PrivateHost as error:
        raise Trouble("private", error) from error
    except socket.gaierror as error:
        raise Trouble("name") from error
    except ssl.SSLCertVerificationError as error:
        raise Trouble("certificate", error.verify_message) from error
    except ssl.SSLEOFError as error:
        raise Trouble("lost", error) from error
    except ssl.SSLError as error:
        raise Trouble("tls", error.reason or error) from error
    except TimeoutError as error:
        raise Trouble("slow") from error
    except ConnectionRefusedError as error:
        raise Trouble("closed") from error
    except (imaplib.IMAP4.abort, OSError) as error:
        raise Trouble("lost", error) from error
    except imaplib.IMAP4.error as error:
        raise Trouble("refused", error) from error
    except (ValueError, AssertionError, TypeError) as error:
        raise Trouble("not_imap", error) from error


def _sign_in(line: Line, mailbox: Mailbox) -> None:
    if mailbox.sign_in_by == SignInBy.OAUTH2:
        _sign_in_with_token(line, mailbox)
        return
    try:
        if mailbox.user.isascii() and mailbox.password.isascii():
            line.login(mailbox.user, mailbox.password)
        else:
            line.plain_login(mailbox.user, mailbox.password)
    except LoginError as error:
        provider = provider_of(mailbox.host)
        raise Trouble(provider.refusal if provider else "password", error) from error


def _sign_in_with_token(line: Line, mailbox: Mailbox) -> None:
    try:
        line.oauth2_login(mailbox.user, access_token(mailbox))
    except LoginError as error:
        # Perhaps it was taken back before its time: the next try gets a fresh one.
        forget(mailbox)
        raise Trouble("token_refused", error) from error


def _hang_up(line: Any) -> None:
    with suppress(Exception):
        line.logout()
    with suppress(Exception):
        line.shutdown()
