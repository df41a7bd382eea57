from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.db import models
from django.db.models import Max, Q, Value
from django.db.models.functions import Greatest

from maru.staff.members.models import Member


class Seen(models.Model):
    """How far one member has read one ticket.

    No Event tells of it: nothing of the ticket changes, and who read what is in the ledger.
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="seen", db_index=False
    )
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="seen")
    # Id of the newest message that was on their page. An id, no time: a message may be shown
    # long after it came, and within a ticket ids appear in their order (D8, D11).
    upto = models.BigIntegerField(default=0)
    is_unread = models.BooleanField(default=False)  # put back by hand, until it is opened

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "ticket"], name="seen_once")]
        indexes = [
            models.Index(
                fields=["member", "-ticket"], name="seen_unread", condition=Q(is_unread=True)
            )
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} up to {self.upto} by member {self.member_id}"


Hook = Callable[[Member, int, int | None], None]
_hooks: list[Hook] = []


def when_seen(hook: Hook) -> None:
    """Call ``hook(member, number, upto)`` each time a member has a ticket in sight, ``upto`` as
    ``see`` takes it. Registering twice is once."""
    if hook not in _hooks:
        _hooks.append(hook)


# How often each member's reading changed in this process: what is counted of it is counted anew.
_changes: Counter[int] = Counter()


def changes_of(member: Member) -> int:
    return _changes[member.pk]


def see(number: int, member: Member, upto: int | None = None) -> bool:
    """Note that ``member`` has seen the ticket up to the message ``upto``, None: all of it.

    Never less than was noted before, and no more than there is. Returns False if it was
    noted already. Costs two queries then, else one or two more; and what its hooks do.
    """
    from maru.support.tickets.message import Message

    for hook in _hooks:
        hook(member, number, upto)
    there = Message.objects.filter(ticket=number)
    there = there if upto is None else there.filter(pk__lte=upto)
    last = there.aggregate(last=Max("pk"))["last"] or 0
    rows = Seen.objects.filter(member=member, ticket=number)
    noted = rows.first()
    if noted and noted.upto >= last and not noted.is_unread:
        return False
    if noted:
        rows.update(upto=Greatest("upto", Value(last)), is_unread=False)
    else:
        Seen.objects.bulk_create(
            [Seen(member=member, ticket_id=number, upto=last)], ignore_conflicts=True
        )
    _changes[member.pk] += 1
    return True


def put_back(number: int, member: Member) -> bool:
    """Make the ticket unread for ``member`` until they open it; return False if it was so."""
    _seen, is_new = Seen.objects.get_or_create(
        member=member, ticket_id=number, defaults={"is_unread": True}
    )
    rows = Seen.objects.filter(member=member, ticket=number, is_unread=False)
    if not is_new and not rows.update(is_unread=True):
        return False
    _changes[member.pk] += 1
    return True
