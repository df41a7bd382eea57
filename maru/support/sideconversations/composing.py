"""What leaves: the mail to people outside, and the mail to a member."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maru.kit.secrets import seal
from maru.kit.text.lines import one_line
from maru.kit.written.letter import as_letter
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.incoming import Party
from maru.records.channels.models import Channel
from maru.records.channels.outgoing import Outgoing, OutgoingFile
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.sideconversations.ids import new_side_id
from maru.support.sideconversations.models import SideConversation, SideMessage, SideParticipant
from maru.support.tickets.composing import REFERENCES, Unreachable, channel_of
from maru.support.tickets.files import NewFile
from maru.support.tickets.notices.writing import MARK

BEFORE = 5  # earlier messages that stand in a member's mail
LONGEST = 4_000  # characters of each


def compose(
    message: SideMessage, outside: Sequence[SideParticipant], files: Iterable[NewFile]
) -> tuple[Outgoing, Channel]:
    """Return the mail of ``message`` to those outside, and the channel it leaves by.

    Nothing older is quoted: who was added later gets only what comes after (S2), and nothing
    names the ticket or its customer. Raises Unreachable.
    """
    conversation, by = message.conversation, message.member
    channel = _channel(conversation)
    earlier = _sent_before(message)
    domain = channel.address.rpartition("@")[2]
    brand = conversation.ticket.brand.name
    outgoing = Outgoing(
        sender=Party(
            channel.address, one_line(f"{by.name} ({brand})" if by and by.name else brand)
        ),
        to=[Party(each.address, one_line(each.name)) for each in outside],
        message_id=new_side_id(conversation.pk, domain),
        subject=("Re: " if earlier else "") + one_line(conversation.subject),
        text=message.text,
        html=as_letter(message.html, domain=domain) if message.html else "",
        in_reply_to=earlier[0] if earlier else "",
        references=list(reversed(earlier)),
        files=_files(files, domain),
    )
    return outgoing, channel


def letter_to(
    member: Member, message: SideMessage, files: Iterable[NewFile]
) -> tuple[Outgoing, Channel]:
    """Return the mail that tells ``member`` of ``message``, in their language: what was said, what
    was said before, and where an answer goes. Its Message-ID is a key: it is sealed.

    Raises Unreachable.
    """
    conversation = message.conversation
    channel, ticket = _channel(conversation), conversation.ticket
    domain = channel.address.rpartition("@")[2]
    with override(member.language):
        who = {"who": message.author or _("Somebody"), "subject": conversation.subject}
        is_first = not SideMessage.objects.filter(
            conversation=conversation, pk__lt=message.pk
        ).exists()
        first = (
            _("%(who)s asks you in “%(subject)s”.")
            if is_first
            else _("%(who)s wrote in “%(subject)s”.")
        )
        opens, choose = _("Open the conversation"), _("Choose which mails you get")
        line = _("Write your answer above this line")
        parts = [
            f"{MARK} {line} {MARK[::-1]}", first % who, _cut(message.text),
            *_named(files), *_said_before(message), where_it_goes(conversation, member),
            f"{opens}: {_address('sideconversations:show', conversation.pk)}",
            f"{choose}: {_address('notifications:wishes')}",
        ]  # fmt: skip
    outgoing = Outgoing(
        sender=Party(channel.address, one_line(ticket.brand.name)),
        to=[Party(member.email, one_line(member.name))],
        message_id=new_side_id(conversation.pk, domain),
        subject=one_line(conversation.subject),
        text=seal("\n\n".join(part for part in parts if part) + "\n"),
        files=_files((file for file in files if not file.content_id), domain),
        is_automatic=True,
        is_sealed=True,
    )
    return outgoing, channel


def where_it_goes(conversation: SideConversation, member: Member) -> str:
    """Say who gets what ``member`` answers."""
    people = list(conversation.participants.all())
    outside = [each.short for each in people if each.is_outside]
    if outside and member.can(Power.REPLY):
        words = _("What you answer goes to all who take part, outside too: %(names)s. The customer "
                  "does not see it.")  # fmt: skip
        return words % {"names": ", ".join(outside)}
    if outside:
        return _("What you answer goes to colleagues alone. Nobody outside gets it.")
    return _("What you answer goes to the colleagues who take part. The customer does not see it.")


def _channel(conversation: SideConversation) -> Channel:
    channel = channel_of(conversation.ticket)
    if channel is None:
        raise Unreachable("no_channel")
    return channel


def _sent_before(message: SideMessage) -> list[str]:
    """Return the Message-IDs of what those outside got or wrote, the newest first; not of what may
    still be taken back."""
    rows = message.conversation.messages.filter(pk__lt=message.pk).exclude(message_id="")
    rows = rows.exclude(
        delivery__is_untouched=True,
        delivery__state=DeliveryState.QUEUED,
        delivery__due_at__gt=timezone.now(),
    )
    # What a colleague answered by mail is theirs, and ours to name to nobody.
    rows = rows.exclude(member__isnull=False, delivery=None)
    return list(rows.order_by("-id").values_list("message_id", flat=True)[:REFERENCES])


def _files(files: Iterable[NewFile], domain: str) -> list[OutgoingFile]:
    return [
        OutgoingFile(
            one_line(file.name), file.content_type, file.sha256,
            f"{file.content_id}@{domain}" if file.content_id else "",
        )
        for file in files
    ]  # fmt: skip


def _named(files: Iterable[NewFile]) -> list[str]:
    names = [file.name for file in files if not file.content_id]
    if not names:
        return []
    words = ngettext("File: %(names)s", "Files: %(names)s", len(names))
    return [words % {"names": ", ".join(names)}]


def _said_before(message: SideMessage) -> list[str]:
    earlier = message.conversation.messages.filter(pk__lt=message.pk, copy_of=None, automatic="")
    newest = list(earlier.select_related("member").order_by("-id")[:BEFORE])
    if not newest:
        return []
    parts = [_("Before:")]
    for each in reversed(newest):
        parts += [_("%(who)s wrote:") % {"who": each.author}, _quoted(each.text)]
    return parts


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _cut(text).splitlines())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _address(view: str, *arguments: object) -> str:
    return settings.PUBLIC_URL + reverse(view, args=arguments)
