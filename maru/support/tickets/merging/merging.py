from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.database.in_turn import in_turn
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.changing import Changing
from maru.support.tickets.choices import MACHINES, Direction, Status, ThreadedBy
from maru.support.tickets.merging.belonging import bring_home, take_along
from maru.support.tickets.merging.bringing import bring, take_back
from maru.support.tickets.merging.merger import LONGEST, Merger
from maru.support.tickets.merging.refused import Merged, Unmergeable, why_not
from maru.support.tickets.message import Message

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket

TO_DO = [Status.NEW, Status.OPEN]


class Merging(Changing):
    """Two tickets about one thing. The messages move and know where they belong (``home``); the
    ticket stays as it is, closed, and leads there. So it can be undone at any time."""

    merged_into: models.ForeignKey[Ticket | None, Ticket | None] = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_here",
        db_index=False,
    )  # fmt: skip
    # Id of the newest note that tells of messages which came, or went, by a merger: older than
    # what somebody saw last, they were not seen all the same (D8).
    joined_id = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    def must_stand(self) -> None:
        """Raise Merged if this ticket, as it is loaded, was merged into another."""
        if self._me.merged_into_id:
            raise Merged(self._me)

    @property
    def to_be_seen(self) -> int:
        """The id that whoever answers must have seen (D8)."""
        return max(self._me.last_public_id, self.joined_id)

    def survivor(self) -> Ticket:
        """Return the ticket where the messages of this one stand: itself, unless it was merged.

        Costs a query for each merger on the way.
        """
        ticket = self._me
        while ticket.merged_into_id:
            ticket = type(ticket).objects.select_related("brand").get(pk=ticket.merged_into_id)
        return ticket

    def with_merged(self) -> set[int]:
        """Return the numbers of this ticket and of all that were merged into it, also into one of
        those. Costs a query for each depth."""
        rows, found = type(self._me).objects, {self._me.pk}
        new = found
        while new:
            new = set(rows.filter(merged_into__in=new).values_list("pk", flat=True))
            found = found | new
        return found

    def merge_into(self, to: Ticket, *, by: Member, why: str = "") -> Merger:
        """Put all messages of this ticket into ``to`` and close it; both histories say so.

        Nothing is sent to anybody. ``to`` opens again if this one was waiting for us.
        Raises Unmergeable, then nothing has changed; PermissionDenied when the role may not.
        """
        if not by.can(Power.CHANGE):
            raise PermissionDenied
        with transaction.atomic():
            one, into = self._held_with(to)
            if refusal := why_not(one, into):
                raise refusal
            status = one.status
            # The last word, whatever was read above: of two mergers at once one finds no row.
            free = self._row.filter(merged_into=None)
            if not free.update(merged_into=into, status=Status.CLOSED, updated_at=timezone.now()):
                raise why_not(self._row.get(), into) or RuntimeError("no row")
            merger = _join(one, into, by=by, why=why.strip()[:LONGEST], status=status)
        self._me.refresh_from_db(fields=["merged_into", "status", "updated_at"])
        return merger

    def unmerge(self, *, by: Member) -> Merger:
        """Take this ticket out of the one it was merged into, with all that came with it and what
        has answered it since; what else came since stays where it is.

        Raises Unmergeable when it is not merged (any more), or into what ``by`` may not see;
        PermissionDenied.
        """
        if not by.can(Power.CHANGE):
            raise PermissionDenied
        with transaction.atomic():
            in_turn("merging", [str(self._me.brand_id)])
            one = self._row.get()
            into = one.survivor()
            if not type(one).objects.visible_to(by).filter(pk=into.pk).exists():
                raise Unmergeable(
                    403, "unseen", _("Its messages stand where you may not see them.")
                )
            _lock_messages(Q(ticket=into, home__in=one.with_merged()))
            one, into = _held(one, into)
            now = timezone.now()
            standing = Merger.objects.standing().filter(ticket=one)
            merger = standing.select_related("by", "into").first()
            if merger is None or not standing.update(undone_at=now, undone_by=by):
                words = _("#%(number)s is not merged into another ticket.") % {"number": one.pk}
                raise Unmergeable(409, "not_merged", words)
            _part(merger, one, into, by=by)
        self._me.refresh_from_db()
        return merger

    def _held_with(self, to: Ticket) -> tuple[Ticket, Ticket]:
        in_turn("merging", [str(self._me.brand_id)])
        # As whoever moves one does: first the messages, then their tickets.
        _lock_messages(Q(ticket=self._me))
        return _held(self._me, to)


def _lock_messages(which: Q) -> None:
    rows = Message.objects.filter(which).order_by("pk")
    list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk"))


def _held(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Return both as they are, and stay until the end of the transaction."""
    rows = type(one).objects.filter(pk__in=[one.pk, other.pk])
    rows.hold()
    found = rows.select_related("team", "brand", "assignee", "requester").in_bulk()
    return found[one.pk], found[other.pk]


def _join(one: Ticket, into: Ticket, *, by: Member, why: str, status: str) -> Merger:
    messages = Message.objects.filter(ticket=one)
    count = messages.once().count()
    told: dict[str, Any] = {"messages": count, "why": why}
    first = Event.record(
        "ticket.merged", one, by=by, before={"status": status}, after={"into": into.pk, **told}
    )
    event = Event.record(
        "ticket.merged", into, by=by, after={"from": one.pk, **told}, because=first
    )
    brought = bring(one, into, by=by, because=event)
    brought["solved_at"] = into.solved_at.isoformat() if into.solved_at else None
    newest = _newest_public(one)
    messages.filter(home=None).update(home=one)
    messages.update(ticket=into)
    take_along(one, into)
    words = _("#%(number)s “%(subject)s” was merged into this ticket.")
    text = words % {"number": one.pk, "subject": one.subject or _("(no subject)")}
    note = _note(into, f"{text}\n\n{why}" if why else text, by)
    type(into).objects.filter(pk=into.pk).update(
        last_public_id=Greatest(F("last_public_id"), newest)
    )
    if status in TO_DO and into.status not in TO_DO:
        into.reopen(by=by, because=event)
    return Merger.objects.create(
        ticket=one, into=into, by=by, why=why, note_id=note.pk, status_before=status,
        brought=brought,
    )  # fmt: skip


def _part(merger: Merger, one: Ticket, into: Ticket, *, by: Member) -> None:
    homes = one.with_merged()
    theirs = Message.objects.filter(ticket=into, home__in=homes)
    since = theirs.filter(pk__gt=merger.note_id, direction=Direction.FROM_CUSTOMER)
    is_asked = since.once().exclude(automatic__in=MACHINES).exists()
    status = Status.OPEN if is_asked else merger.status_before
    first = Event.record(
        "ticket.unmerged", one, by=by, before={"into": into.pk}, after={"status": status}
    )
    event = Event.record("ticket.unmerged", into, by=by, before={"from": one.pk}, because=first)
    # What is shown once there stands alone here.
    theirs.filter(pk__in=merger.brought["copies"]).update(copy_of=None)
    theirs.update(ticket=one)
    Message.objects.filter(ticket=one, home=one).update(home=None)
    bring_home(one, into, homes)
    text = _("#%(number)s was taken out of this ticket again.") % {"number": one.pk}
    _note(into, text, by)
    rows = type(one).objects
    also: dict[str, Any] = {} if status in (Status.SOLVED, Status.CLOSED) else {"solved_at": None}
    rows.filter(pk=one.pk).update(
        merged_into=None, status=status, last_public_id=_newest_public(one),
        updated_at=timezone.now(), **also,
    )  # fmt: skip
    rows.filter(pk=into.pk).update(last_public_id=_newest_public(into))
    since_then = Message.objects.filter(ticket=into, pk__gt=merger.note_id)
    take_back(merger.brought, merger.into, since_then, by=by, because=event)
    is_quiet = not since_then.exclude(threaded_by=ThreadedBy.MERGER).exists()
    if into.pk == merger.into_id and is_quiet:
        _close_again(into, merger, by=by, because=event)


def _close_again(into: Ticket, merger: Merger, *, by: Member, because: Event) -> None:
    """A ticket that only the merger opened, and where nothing was said since, is as it was."""
    last = Event.of(into).filter(verb="ticket.status").last()
    if last and last.before and last.cause_id == merger.brought["event"]:
        into.set_status(last.before, by=by, because=because, even_unfilled=True)
        type(into).objects.filter(pk=into.pk).update(solved_at=merger.brought["solved_at"])


def _newest_public(ticket: Ticket) -> int:
    newest = Message.objects.filter(ticket=ticket).once().public().aggregate(id=Max("id"))["id"]
    return newest or 0


def _note(ticket: Ticket, text: str, by: Member) -> Message:
    """Tell it in the conversation, too: whoever has not seen this has not seen the rest (D8)."""
    note = Message.objects.create(
        ticket=ticket, direction=Direction.INTERNAL, member=by, from_name=str(by)[:200],
        text=text, threaded_by=ThreadedBy.MERGER,
    )  # fmt: skip
    type(ticket).objects.filter(pk=ticket.pk).update(joined_id=note.pk, updated_at=timezone.now())
    return note
