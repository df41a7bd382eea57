"""Side conversations as they are found: by what was said, who takes part, their files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from maru.kit.search.models import Outdated
from maru.kit.search.source import Content, Part, Source
from maru.records.customers.fields import marks
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.sideconversations.models import SideConversation, SideFile, SideMessage

KIND = "side"
LONGEST = 100_000  # characters of one message that are indexed


def contents(ids: Iterable[int]) -> dict[int, Content]:
    """Return id -> content of the side conversations that are there. Five queries."""
    wanted = list(ids)
    said: defaultdict[int, list[SideMessage]] = defaultdict(list)
    rows = SideMessage.objects.once().filter(conversation__in=wanted).order_by("id")
    for message in rows:
        said[message.conversation_id].append(message)
    files: defaultdict[int, list[SideFile]] = defaultdict(list)
    rows_of_files = SideFile.objects.filter(message__conversation__in=wanted, is_inline=False)
    for file in rows_of_files.select_related("message"):
        files[file.message.conversation_id].append(file)
    found = {}
    for side in SideConversation.objects.for_list().filter(pk__in=wanted).select_related("ticket"):
        messages = said[side.pk]
        parts = [
            Part.changing("subject", side.subject, is_name=True),
            Part.changing("people", " ".join(map(str, side.participants.all())), is_person=True),
        ]
        for message in messages:
            parts.append(Part(f"message {message.pk}", message.text[:LONGEST]))
            if message.from_address:
                who = f"{message.from_name} {message.from_address}"
                parts.append(Part(f"writer {message.pk}", who, is_person=True))
        parts += [Part(f"file {file.pk}", file.name) for file in files[side.pk]]
        found[side.pk] = Content(side.last_at, parts, marks(side.ticket.brand_id))
    return found


def texts(names: Iterable[str]) -> dict[str, str]:
    """Return the texts of those parts that are messages. One query."""
    ids = [int(name.removeprefix("message ")) for name in names if name.startswith("message ")]
    rows = SideMessage.objects.filter(pk__in=ids).values_list("pk", "text")
    return {f"message {pk}": text[:LONGEST] for pk, text in rows}


def found_by(member: Member) -> QuerySet[SideConversation]:
    return SideConversation.objects.visible_to(member)


def note_changes(happened: list[Event]) -> None:
    """Write down, with the events themselves, which documents they make outdated."""
    ids = {
        said.get("side")
        for event in happened
        if event.verb.startswith("ticket.side_")
        for said in (event.after, event.before)
        if isinstance(said, dict)
    }
    if changed := {pk for pk in ids if isinstance(pk, int)}:
        Outdated.note(KIND, changed)


SIDES = Source(
    kind=KIND,
    number=5,
    label=_("Side conversations"),
    read=contents,
    everything=SideConversation.objects.all,
    visible_to=found_by,
    texts=texts,
    is_of_few=True,
)
