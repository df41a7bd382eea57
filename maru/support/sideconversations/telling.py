"""Who hears of what is said in a side conversation: in the desk, by mail, in the morning's mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.staff.members.member import MemberQuerySet
from maru.staff.members.models import Member
from maru.support.notifications.making import tell_at_once
from maru.support.notifications.models import Notification
from maru.support.notifications.reason import Reason
from maru.support.sideconversations.composing import letter_to
from maru.support.sideconversations.models import (
    SideConversation,
    SideFile,
    SideLetter,
    SideMessage,
    SideParticipant,
)
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.files import NewFile
from maru.support.tickets.holding import OF_FILES
from maru.support.tickets.readers import readers_of

MOST_AN_HOUR = 20  # mails to one member about one conversation: a machine may write without end


def tell(message: SideMessage, event: Event, *, wait: timedelta = timedelta(0)) -> None:
    """Tell all whom ``message`` concerns but its author; who wants it by mail gets one."""
    conversation, files = message.conversation, _files_of(message)
    seeing = set(readers_of(conversation.ticket).values_list("pk", flat=True))
    for member in concerned(conversation).exclude(pk=message.member_id or 0):
        ticket = conversation.ticket if member.pk in seeing else None
        if tell_at_once(event, member, Reason.SIDE, count=1, ticket=ticket):
            _mail(member, message, files, wait)


def mail_of(row: Notification) -> None:
    """Queue the mail that waited for the end of quiet hours, if its reader still takes part."""
    said = int((row.event.after or {}).get("message", 0))
    message = SideMessage.objects.visible_to(row.member).filter(pk=said).first()
    if message and concerned(message.conversation).filter(pk=row.member_id).exists():
        _mail(row.member, message, _files_of(message))


def concerned(conversation: SideConversation) -> MemberQuerySet:
    """Return the members who hear of it: who takes part, who wrote in it, and who has the ticket;
    of those the ones for whom it exists."""
    asked = SideParticipant.objects.filter(conversation=conversation)
    named = asked.exclude(member=None).values("member")
    in_teams = Member.teams.through.objects.filter(
        team__in=asked.exclude(team=None).values("team")
    ).values("member_id")
    wrote = SideMessage.objects.filter(conversation=conversation).exclude(member=None)
    taking_part = Q(pk__in=named) | Q(pk__in=in_teams)
    looking_on = (
        Q(pk=conversation.started_by_id)
        | Q(pk=conversation.ticket.assignee_id)
        | Q(pk__in=wrote.values("member"))
    )
    seeing = Q(pk__in=readers_of(conversation.ticket).values("pk"))
    here = Member.brands.through.objects.filter(brand=conversation.ticket.brand_id)
    people = Member.objects.active().filter(pk__in=here.values("member_id"))
    return people.filter(taking_part | (looking_on & seeing))


def _files_of(message: SideMessage) -> list[NewFile]:
    return [file.as_new for file in SideFile.objects.filter(message=message) if not file.is_held]


def _mail(
    member: Member, message: SideMessage, files: Sequence[NewFile], wait: timedelta = timedelta(0)
) -> None:
    lately = SideLetter.objects.filter(
        member=member,
        message__conversation=message.conversation_id,
        created_at__gte=timezone.now() - timedelta(hours=1),
    )
    if lately.count() >= MOST_AN_HOUR:
        return
    try:
        outgoing, channel = letter_to(member, message, files)
    except Unreachable:
        return  # the desk tells them
    delivery = Delivery.queue(outgoing, channel, wait=wait)
    SideLetter.objects.create(message=message, member=member, delivery=delivery)


def read_by(member: Member, conversation: SideConversation) -> int:
    """Hear that ``member`` has the conversation in sight."""
    unread = Notification.objects.filter(member=member, reason=Reason.SIDE).unread()
    return unread.filter(event__after__side=conversation.pk).mark_read()


def whom(events: Sequence[Event]) -> dict[int, set[int]]:
    """Return, of what befalls a file of a side conversation, who takes part and does not see its
    ticket: their open page looks again. Costs nothing where no file is meant, else some queries
    for each."""
    named = {}
    for event in events:
        side = int((event.after or {}).get("side", 0)) if event.verb in OF_FILES else 0
        rows = SideConversation.objects.filter(pk=side).select_related("ticket__team")
        if side and (found := rows.first()):
            seeing = readers_of(found.ticket).values("pk")
            named[event.pk] = set(
                concerned(found).exclude(pk__in=seeing).values_list("pk", flat=True)
            )
    return named


def texts_of(events: Sequence[Event], member: Member) -> dict[int, str]:
    """Return event -> what was said, of what ``member`` may see now. One query."""
    said = {event.pk: int((event.after or {}).get("message", 0)) for event in events}
    rows = SideMessage.objects.visible_to(member).filter(pk__in=said.values())
    texts = {pk: f"{subject}: {text[:600]}" for pk, subject, text in
             rows.values_list("pk", "conversation__subject", "text")}  # fmt: skip
    return {event: texts[pk] for event, pk in said.items() if pk in texts}


def place_of(row: Notification) -> str:
    return reverse("sideconversations:show", args=[int((row.event.after or {}).get("side", 0))])
