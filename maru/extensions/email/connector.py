"""Mail as a channel: how an envelope is opened and an answer is sent."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from maru.extensions.email.authentication import authentication
from maru.extensions.email.domains.signing import signed
from maru.extensions.email.headers import address
from maru.extensions.email.mailbox_folder import LEFT
from maru.extensions.email.mime import as_bytes
from maru.extensions.email.models import Relay
from maru.extensions.email.reading import reader
from maru.extensions.email.relaying import Route, hand_over
from maru.extensions.email.sending import by_provider
from maru.extensions.email.sending.providers import keeps_id
from maru.kit import mailparse
from maru.kit.blobs import store
from maru.records.channels.connectors import Receipt, Refused, TryLater, Unreadable
from maru.records.channels.incoming import (
    Fate,
    Incoming,
    IncomingFile,
    Party,
    Piece,
    Report,
    ReportedRecipient,
)
from maru.records.channels.models import Channel, Delivery, Envelope
from maru.records.channels.outgoing import Outgoing
from maru.support.tickets.importing.past import is_past

KEPT_HERE = "mailbox"  # no relay: the mail stays on the Mailbox page

# Perhaps not the mail's fault: a machine under load, a child that somebody killed.
DOUBTFUL = {"crashed", "timeout"}
TRIES = 3

FATES = {
    "failed": Fate.BOUNCED,
    "delayed": Fate.DELAYED,
    "delivered": Fate.DELIVERED,
    "read": Fate.READ,
}


class Interrupted(Exception):
    """The reader ended without an answer; another try may do."""


class EmailConnector:
    kind = "email"
    raw = ("eml", "message/rfc822")

    def open(self, envelope: Envelope) -> Incoming:
        if why := envelope.transport.get(LEFT):
            raise Unreadable(LEFT, str(why))
        scratch = store().scratch()
        try:
            mail = reader().read(store().path(envelope.sha256), scratch)
            return _incoming(mail, envelope)
        except mailparse.Unreadable as why:
            if why.reason in DOUBTFUL and envelope.attempts < TRIES:
                raise Interrupted(str(why)) from why
            raise Unreadable(why.reason, why.detail) from why
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def send(
        self, outgoing: Outgoing, channel: Channel | None, before_end: Callable[[], None]
    ) -> Receipt:
        relay = Relay.of(channel) if channel else None
        if relay and relay.provider:
            if not relay.provider.keeps_id:
                outgoing = _naming_itself(outgoing)
            return _by_provider(outgoing, relay, before_end)
        route = route_for(channel)
        if route is None:
            return Receipt(KEPT_HERE)
        if not keeps_id(route.host):
            outgoing = _naming_itself(outgoing)
        try:
            queued_at = Delivery.objects.values_list("created_at", flat=True).get(
                message_id=outgoing.message_id
            )
            mail = signed(as_bytes(outgoing, at=queued_at), sender=outgoing.sender.address)
            sender = _envelope_from(outgoing, route)
            recipients = [address(party.address) for party in outgoing.recipients]
        except ValueError as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise TryLater(f"a file could not be read: {error}") from error
        return hand_over(
            mail,
            sender=sender,
            recipients=recipients,
            route=route,
            before_end=before_end,
        )


def _naming_itself(outgoing: Outgoing) -> Outgoing:
    """Return the mail with its own Message-ID among its references: there most programs carry it
    along when they answer, though what they answer has another by then."""
    return replace(outgoing, references=[*outgoing.references, outgoing.message_id])


def _by_provider(outgoing: Outgoing, relay: Relay, before_end: Callable[[], None]) -> Receipt:
    assert relay.provider  # noqa: S101 - for the type checker
    return by_provider.send(
        outgoing,
        relay.provider,
        key=relay.password,
        region=relay.region,
        domain=relay.domain_for(outgoing.sender.address),
        delivery_id=Delivery.objects.values_list("pk", flat=True).get(
            message_id=outgoing.message_id
        ),
        before_end=before_end,
    )


def _envelope_from(outgoing: Outgoing, route: Route) -> str:
    """Return who hears when it cannot be delivered; "" for nobody (RFC 3834, 3.3).

    A program's mail comes from nobody, so that no other program answers it. A
    server that one signs in to may refuse that; there our own address stands,
    whose bounces are known for what they are.
    """
    if outgoing.is_automatic and not route.user:
        return ""
    return address(outgoing.sender.address)


def route_for(channel: Channel | None) -> Route | None:
    """Return the mail server of the channel or its brand, else the installation's, else None.

    None also where a provider takes its place.
    """
    relay = Relay.of(channel) if channel else None
    if relay:
        return None if relay.provider else relay.route
    return Route.from_url(settings.MAIL_OUT) if settings.MAIL_OUT else None


def _incoming(mail: mailparse.ParsedMail, envelope: Envelope) -> Incoming:
    sender = _party(mail.sender) or _envelope_sender(envelope)
    return Incoming(
        sender=sender,
        subject=mail.subject,
        text=mail.text,
        quoted=mail.quoted,
        html=mail.html,
        remote_images=mail.remote_images,
        to=[Party(a.address, a.name) for a in mail.to],
        cc=[Party(a.address, a.name) for a in mail.cc],
        reply_to=[Party(a.address, a.name) for a in mail.reply_to],
        original=_party(mail.original),
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        written_at=mail.date,
        files=[_file(file) for file in mail.files],
        automatic=mail.automatic,
        list_name=mail.list_name,
        may_answer=mail.may_answer and not _is_null_sender(envelope),
        report=_report(mail.report),
        piece=_piece(mail.piece),
        language=mail.language,
        headers=mail.headers,
        fields=mail.fields,
        authentication=authentication(
            mail, envelope.sha256, envelope.transport, is_old=is_past(envelope)
        ),
        marks=mail.marks,
        notes=mail.notes,
    )


def _party(address: mailparse.Address | None) -> Party | None:
    return Party(address.address, address.name) if address else None


def _envelope_sender(envelope: Envelope) -> Party | None:
    address = str(envelope.transport.get("mail_from", ""))
    return Party(address) if "@" in address else None


def _is_null_sender(envelope: Envelope) -> bool:
    # RFC 5321 4.5.5: reports come from <>, and no machine may answer it. That alone makes
    # no machine of the writer: some web forms send a person's words so.
    return bool(envelope.transport.get("mail_from") == "<>")


def _file(file: mailparse.ParsedFile) -> IncomingFile:
    return IncomingFile(
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=store().adopt(Path(file.path)),
        content_id=file.content_id,
        is_inline=file.is_inline,
    )


def _piece(piece: mailparse.Piece | None) -> Piece | None:
    return Piece(piece.id, piece.number, piece.total) if piece else None


def _report(report: mailparse.Report | None) -> Report | None:
    if report is None:
        return None
    recipients = tuple(
        ReportedRecipient(r.address, r.status, r.diagnostic) for r in report.recipients
    )
    return Report(report.original_message_id, FATES.get(report.fate), recipients)
