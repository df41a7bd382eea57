"""A batch of lives as rows: each as the product's own verbs leave it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from random import Random

from maru.kit.fields.searching import chosen
from maru.kit.search.marks import mark
from maru.kit.search.source import Part
from maru.kit.tags.models import Tag, tags_named
from maru.kit.written.signing import signed
from maru.project.seeding.company import Staff
from maru.project.seeding.customers import Customers, Known
from maru.project.seeding.fields import Fields
from maru.project.seeding.indexed import Index, title
from maru.project.seeding.life import Life, Said
from maru.project.seeding.phrase import Phrase, Speech, terms_said
from maru.project.seeding.rows import Clock, Pen, Table, as_json
from maru.records.customers import search as customers_found
from maru.records.customers.fields import marks as marks_of_customer
from maru.records.customers.fields import of_organization
from maru.records.customers.models import ContactPoint, Customer
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.message_ids import new_message_id
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.search import marks
from maru.support.tickets.search.content import named

Saying = tuple[float, int, Said]  # when, by which life of the batch


class Writing:
    """Writes batch after batch, each within the caller's transaction."""

    def __init__(self, staff: Staff, customers: Customers, speech: Speech, dice: Random) -> None:
        self._staff, self._customers, self._speech, self._dice = staff, customers, speech, dice
        self._index, self._clock = Index(), Clock()
        self._tags: dict[str, Tag] = {}
        self._people = Table(
            Customer,
            "id",
            "name",
            "language",
            "brand_id",
            "organization_id",
            "created_at",
            "updated_at",
        )
        self._points = Table(ContactPoint, "customer_id", "brand_id", "kind", "value", "created_at")
        self._tickets = Table(
            Ticket, "number", "subject", "status", "priority", "kind", "source", "brand_id",
            "channel_id", "team_id", "assignee_id", "requester_id", "last_public_id",
            "created_at", "updated_at", "first_answered_at", "solved_at",
        )  # fmt: skip
        self._messages = Table(
            Message, "id", "ticket_id", "direction", "member_id", "customer_id", "from_name",
            "from_address", "to", "text", "language", "threaded_by", "evidence", "message_id",
            "written_at", "created_at",
        )  # fmt: skip
        self._fields = Fields()
        self._tagged = Table(Ticket.tags.through, "ticket_id", "tag_id")
        self._events = Table(
            Event, "at", "verb", "actor_kind", "actor_id", "actor_name", "subject_kind",
            "subject_id", "before", "after",
        )  # fmt: skip

    def write(self, pen: Pen, lives: Sequence[Life]) -> int:
        """Have a batch written; return how many messages it has."""
        # In the order of the clock, so that messages of many tickets lie among one another.
        said: list[Saying] = sorted(
            ((one.at, place, one) for place, life in enumerate(lives) for one in life.said),
            key=lambda each: each[:2],
        )
        # What is asked of the database is asked before anything is written.
        newcomers = [life for life in lives if life.is_new]
        people = self._people.reserve(len(newcomers))
        numbers = self._tickets.reserve(len(lives))
        ids = self._messages.reserve(len(said))
        self._know_tags(lives)
        self._introduce(pen, people, newcomers)
        rows: list[tuple[object, ...]] = []
        state = [_Standing(number, life) for number, life in zip(numbers, lives, strict=True)]
        for pk, (_at, place, one) in zip(ids, said, strict=True):
            rows.append(self._message(pk, state[place], one))
        self._tickets.write(pen, [self._ticket(one) for one in state])
        self._messages.write(pen, rows)
        self._write_rest(pen, state)
        self._index.write(pen)
        return len(rows)

    def _introduce(self, pen: Pen, keys: Sequence[int], lives: Sequence[Life]) -> None:
        people: list[tuple[object, ...]] = []
        points: list[tuple[object, ...]] = []
        for pk, life in zip(keys, lives, strict=True):
            who, brand = life.customer, self._staff.channels[life.customer.brand].brand_id
            self._customers.has_key(pk)
            name, reach, at = who.name.text, who.address.text, self._clock(life.said[0].at)
            belongs = self._organization(who)
            people.append((pk, name, who.language, brand, belongs, at, at))
            points.append((pk, brand, "email", reach, at))
            parts = [
                (Part.changing("name", name).name, title(who.name)),
                (Part.changing("reach", reach).name, terms_said([who.address])),
                (Part.changing("note", "").name, []),
            ]
            marked = marks_of_customer(brand, belongs)
            self._index.add(customers_found.KIND, pk, life.said[0].at, parts, marked)
        self._people.write(pen, people)
        self._points.write(pen, points)

    def _organization(self, who: Known) -> int | None:
        if who.organization is None:
            return None
        return self._staff.organizations[who.brand][who.organization].pk

    def _message(self, pk: int, standing: _Standing, one: Said) -> tuple[object, ...]:
        life, at = standing.life, self._clock(one.at)
        channel = self._staff.channels[life.customer.brand]
        is_first = not standing.parts
        said, text, to = one.phrases, one.text, "[]"
        message_id, by, evidence, member = "", "hand", "{}", None
        if one.direction == "in":
            who, customer = life.customer, self._customers.key(life.customer.place)
            name, address = who.name.text, who.address.text
            writer = [who.name, who.address]
            if is_first and life.source != "email":
                address, by, writer = "", "new", writer[:1]
            else:
                message_id = f"{self._dice.getrandbits(64):016x}@{address.rpartition('@')[2]}"
                to = addressed(channel.name, channel.address)
                by = "new" if is_first else standing.follows
                evidence = "{}" if is_first else f'{{"message_id": "{standing.last_id}"}}'
            written = at if address else None
            row: tuple[object, ...] = (None, customer, name, address, to)
        else:
            member = self._member(life, one.member)
            writer, written = [self._speech.name(member.name)], None
            if one.direction == "out":
                address = life.customer.address.text
                to = addressed(life.customer.name.text, address)
                nonce = base64.urlsafe_b64encode(self._dice.randbytes(9)).decode()
                domain = channel.address.rpartition("@")[2]
                message_id = new_message_id(standing.number, domain, nonce=nonce)
                text = signed(text, channel.brand.signature)
            row = (member.pk, None, member.name, "", to)
        standing.heard(pk, one, message_id, said, writer)
        language = life.customer.language if one.direction == "in" and written else ""
        return (
            pk, standing.number, one.direction, *row, text, language, by, evidence, message_id,
            written, at,
        )  # fmt: skip

    def _member(self, life: Life, place: int) -> Member:
        here = self._staff.members[self._staff.teams[life.topic["team"]].pk]
        return here[place % len(here)]

    def _ticket(self, one: _Standing) -> tuple[object, ...]:
        life, channel = one.life, self._staff.channels[one.life.customer.brand]
        about = {
            "status": life.status,
            "priority": life.priority,
            "kind": life.topic["kind"],
            "channel": life.source,
            "brand": channel.brand_id,
            "to": channel.pk if life.source == "email" else None,
            "team": self._staff.teams[life.topic["team"]].pk,
            "assignee": self._member(life, life.assignee).pk if life.assignee >= 0 else None,
        }
        one.marks.update(marks.of_fields(**about))
        return (
            one.number, life.subject.text, *about.values(),
            self._customers.key(life.customer.place), one.last_public_id,
            self._clock(life.said[0].at), self._clock(life.updated_at),
            self._clock(one.answered_at) if one.answered_at else None,
            self._clock(life.solved_at) if life.solved_at else None,
        )  # fmt: skip

    def _write_rest(self, pen: Pen, state: Sequence[_Standing]) -> None:
        """Write tags, events and documents."""
        tagged: list[tuple[object, ...]] = []
        events: list[tuple[float, tuple[object, ...]]] = []
        for one in state:
            life = one.life
            tagged += [(one.number, self._tags[name].pk) for name in life.tags]
            events.append((life.said[0].at, self._opened(one)))
            if life.solved_at:
                events.append((life.solved_at, self._solved(one)))
            tags = self._speech.say(" ".join(sorted(life.tags)), is_name=True)
            said, marked = one.document(tags), one.marks
            if organization := self._organization(life.customer):
                marked.add(of_organization(organization))
            if group := self._fields.group_of(one.number, life):
                marked.add(chosen(group))
            self._index.add("ticket", one.number, life.said[-1].at, said, sorted(marked))
        self._tagged.write(pen, tagged)
        self._fields.write(pen, ((one.number, one.life) for one in state))
        self._events.write(pen, [row for _at, row in sorted(events, key=lambda each: each[0])])

    def _opened(self, one: _Standing) -> tuple[object, ...]:
        life, at = one.life, self._clock(one.life.said[0].at)
        after = {"message": one.first, "by": "new" if life.source == "email" else life.source}
        if life.source == "email":
            who = ("customer", self._customers.key(life.customer.place), life.customer.name.text)
        else:
            who = self._as_actor(self._member(life, life.said[0].member))
        return (at, "ticket.opened", *who, "ticket", one.number, None, as_json(after))

    def _solved(self, one: _Standing) -> tuple[object, ...]:
        life = one.life
        who = self._as_actor(self._member(life, life.assignee))
        before, after = as_json("open"), as_json(life.status)
        at = self._clock(life.solved_at)
        return (at, "ticket.status", *who, "ticket", one.number, before, after)

    @staticmethod
    def _as_actor(member: Member) -> tuple[str, int, str]:
        return member.actor_kind, member.actor_id, member.actor_name

    def _know_tags(self, lives: Sequence[Life]) -> None:
        for name in {name for life in lives for name in life.tags} - self._tags.keys():
            self._tags[name] = tags_named([name])[0]


@lru_cache(maxsize=10_000)
def addressed(name: str, address: str) -> str:
    """Return the JSON of a message's ``to``."""
    return as_json([[name, address]])


class _Standing:
    """A ticket while its messages get their numbers."""

    def __init__(self, number: int, life: Life) -> None:
        self.number, self.life = number, life
        self.marks = self._marks()  # but those of its fields
        self.parts: list[tuple[str, list[str]]] = []
        self.first = self.last_public_id = 0
        self.answered_at = 0.0
        self.last_id, self.follows = "", "references"

    def heard(
        self, pk: int, one: Said, message_id: str, said: list[Phrase], writer: list[Phrase]
    ) -> None:
        self.first = self.first or pk
        if one.direction != "note":
            self.last_public_id = pk
            self.last_id = message_id or self.last_id
        if one.direction == "out":
            self.answered_at = self.answered_at or one.at
            self.follows = "token"
        self.parts.append((f"message {pk}", terms_said(said)))
        self.parts.append((f"writer {pk}", terms_said(writer)))

    def document(self, tags: Phrase) -> list[tuple[str, list[str]]]:
        """Return the parts of its document, as tickets/search/content.py names them."""
        life = self.life
        head = [
            (named("subject", life.subject.text).name, title(life.subject)),
            (named("requester", life.customer.name.text).name, title(life.customer.name)),
        ]
        if tags.text:
            head.append((named("tags", tags.text).name, title(tags)))
        return [*head, *self.parts]

    def _marks(self) -> set[str]:
        """Return its marks, as tickets/search/content.py has them."""
        who, began = self.life.customer, datetime.fromtimestamp(self.life.said[0].at, UTC)
        return {
            *marks.of_day(began),
            *(mark("tag", name) for name in self.life.tags),
            *marks.of_sender(who.name.text, who.address.text),
        }
