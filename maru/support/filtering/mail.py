"""A mail as filters see it, and what may be asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import CHOICE, FLAG, TEXT, Field, Vocabulary
from maru.records.channels.incoming import Incoming, IncomingFile, Party
from maru.support.filtering.upstream import spam_said
from maru.support.tickets.models import Message

HEADER = "header:"  # before the name of any header field
_NAME = re.compile(r"[!-9;-~]{1,76}")  # RFC 5322, 2.2
TEXT_ASKED = 100_000  # characters: filters run in the receiving transaction

AUTOMATIC = [
    ("bounce", _("Report: not delivered")),
    ("auto_reply", _("Automatic reply")),
    ("report", _("Delivery report")),
    ("notification", _("Automatic notification")),
    ("list", _("Mailing list")),
]
RESULTS = ["pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy"]


@dataclass(frozen=True)
class Mail:
    """One mail, opened or kept as a message."""

    incoming: Incoming

    @classmethod
    def of_message(cls, message: Message) -> Mail:
        """Return the mail that became ``message``; of its headers only those that were kept."""
        files = [
            IncomingFile(f.name, f.content_type, f.size, f.sha256)
            for f in message.attachments.all()
        ]
        return cls(
            Incoming(
                sender=Party(message.from_address, message.from_name),
                subject=message.ticket.subject,
                text=message.text,
                to=[Party(address, name) for name, address in message.to],
                cc=[Party(address, name) for name, address in message.cc],
                files=files,
                automatic=message.automatic,
                language=message.language,
                fields=[(name, value) for name, value in message.headers],
            )
        )

    @property
    def address(self) -> str:
        sender = self.incoming.sender
        return sender.address.strip().lower() if sender else ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def recipients(self) -> str:
        parties = [*self.incoming.to, *self.incoming.cc]
        return "\n".join(party.address.lower() for party in parties)

    def header(self, name: str) -> str:
        """Return all values of a header field, a line each; '' without one."""
        wanted = name.lower()
        return "\n".join(v for n, v in self.incoming.fields if n.lower() == wanted)


Get = Callable[[Mail], Any]


def _result(method: str) -> Get:
    return lambda mail: (mail.incoming.authentication or {}).get(method)


def _results() -> list[tuple[str, str]]:
    return [(result, result) for result in RESULTS]


class MailVocabulary(Vocabulary):
    """The fields below, and every header field by its name: "header:X-Mailer"."""

    def __getitem__(self, name: str) -> Field:
        header = name.removeprefix(HEADER)
        if header == name or not _NAME.fullmatch(header):
            return super().__getitem__(name)
        return Field(name, header, TEXT, lambda mail: mail.header(header))


VOCABULARY = MailVocabulary(
    [
        Field("sender", _("Sender's address"), TEXT, lambda mail: mail.address),
        Field("sender_domain", _("Sender's domain"), TEXT, lambda mail: mail.domain),
        Field(
            "sender_name",
            _("Sender's name"),
            TEXT,
            lambda mail: mail.incoming.sender.name if mail.incoming.sender else "",
        ),
        Field("subject", _("Subject"), TEXT, lambda mail: mail.incoming.subject),
        Field("text", _("Text"), TEXT, lambda mail: mail.incoming.text[:TEXT_ASKED]),
        Field("recipients", _("Recipients"), TEXT, lambda mail: mail.recipients),
        Field("has_attachment", _("Has attachments"), FLAG, lambda mail: bool(mail.incoming.files)),
        Field(
            "attachment_name",
            _("Name of an attachment"),
            TEXT,
            lambda mail: "\n".join(file.name for file in mail.incoming.files),
        ),
        Field(
            "attachment_type",
            _("Type of an attachment"),
            TEXT,
            lambda mail: "\n".join(file.content_type for file in mail.incoming.files),
        ),
        Field(
            "automatic",
            _("Written by a machine"),
            CHOICE,
            lambda mail: mail.incoming.automatic or None,
            choices=lambda: AUTOMATIC,
        ),
        Field("language", _("Language"), CHOICE, lambda mail: mail.incoming.language or None),
        Field(
            "upstream_spam",
            _("Called spam by another server"),
            FLAG,
            lambda mail: bool(spam_said(mail.incoming.fields)),
        ),
        Field("spf", "SPF", CHOICE, _result("spf"), choices=_results),
        Field("dkim", "DKIM", CHOICE, _result("dkim"), choices=_results),
        Field("dmarc", "DMARC", CHOICE, _result("dmarc"), choices=_results),
    ]
)


def believes_upstream() -> bool:
    return bool(settings.TRUST_SPAM_HEADERS)
