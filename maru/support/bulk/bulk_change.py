from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import BooleanField, Case, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.errands.errand import ErrandState
from maru.staff.errands.models import Errand
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.step import Step
from maru.support.bulk.bulk_part import SIZE, BulkPart
from maru.support.tickets.before_done import ends_with_open
from maru.support.tickets.choices import DONE
from maru.support.tickets.models import Ticket
from maru.support.tickets.ticket import TicketQuerySet

MOST = 100_000  # tickets of one step
AT_ONCE = 200  # so many are changed in the request itself
LOOKED_AT = timedelta(days=1)  # so long it waits to be begun
KEPT = timedelta(days=30)  # so long it can be taken back
EXAMPLES = 5

DOING, UNDOING = "bulk", "bulk_undo"  # the kinds of its errands


class BulkChangeQuerySet(models.QuerySet["BulkChange"]):
    def visible_to(self, member: Member) -> BulkChangeQuerySet:
        """Return their own, of who may still change tickets."""
        return self.filter(by=member) if member.can(Power.CHANGE) else self.none()


class BulkChange(models.Model):
    """One step by which many tickets are changed: which they are is fixed from the moment that
    somebody looked at it, and what each of them was is kept so that it can be taken back."""

    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="bulk_changes")
    changes = models.JSONField()  # name of a deed: its value
    total = models.PositiveIntegerField()
    # {"change": 1180, "same": 42, "left": {"unfit": 12}, "left_open": 3,
    #  "examples": {"change": [7, 9], ...}}
    foreseen = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    # None: only looked at so far.
    errand = models.OneToOneField(
        Errand, null=True, on_delete=models.PROTECT, related_name="bulk_change"
    )
    undoing = models.OneToOneField(
        Errand, null=True, on_delete=models.PROTECT, related_name="bulk_undone"
    )
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    left = models.JSONField(default=dict)  # reason: so many
    undone = models.PositiveIntegerField(default=0)
    kept = models.JSONField(default=dict)  # not taken back. reason: so many

    objects = BulkChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["by", "-id"], name="bulk_changes_of_member")]

    def __str__(self) -> str:
        return f"bulk change {self.pk} of {self.total}"

    @classmethod
    def look_at(cls, rows: TicketQuerySet, changes: Mapping[str, Any], *, by: Member) -> BulkChange:
        """Return what changing ``rows`` would do, to be begun or forgotten; nothing changes yet.

        ``rows`` are visible to ``by``, ``changes`` read by their deeds. From now on it is about
        these tickets and no others. Raises Refusal for more than 100,000. Costs one query over
        the rows, and one insert for each 5,000.
        """
        step = Step(changes, by)
        seen = rows.order_by("pk").annotate(
            _left=step.left(), _same=step.same(), _open=_ends_with_open(changes)
        )
        found = list(seen.values_list("pk", "_left", "_same", "_open")[: MOST + 1])
        if len(found) > MOST:
            words = _("These are more than %(num)s tickets. Narrow them down first.")
            raise Refusal(422, "too_many", words % {"num": f"{MOST:,}"})
        with transaction.atomic():
            new = cls.objects.create(
                by=by, changes=dict(changes), total=len(found), foreseen=_foreseen(found)
            )
            numbers = [row[0] for row in found]
            BulkPart.objects.bulk_create(
                [
                    BulkPart(of=new, position=position, numbers=numbers[start : start + SIZE])
                    for position, start in enumerate(range(0, len(numbers), SIZE))
                ],
                batch_size=100,
            )
        return new

    def begin(self, *, is_mine: bool = False) -> bool:
        """Have it done by a worker, or first by this process; False if it was begun already."""
        return self._begin("errand", DOING, self.total, is_mine, errand=None)

    def undo(self, *, is_mine: bool = False) -> bool:
        """Have it taken back; False if it is not done yet, or is taken back already."""
        if self.may_be_undone:
            return self._begin("undoing", UNDOING, self.changed, is_mine, undoing=None)
        return False

    def _begin(self, name: str, kind: str, total: int, is_mine: bool, **not_yet: None) -> bool:
        about = {"bulk": self.pk, "changes": self.changes}
        with transaction.atomic():
            # Held, so that of two at once one finds it begun.
            held = BulkChange.objects.select_for_update().filter(pk=self.pk, **not_yet)
            if not held.exists():
                return False
            errand = Errand.ask(kind, by=self.by, total=total, about=about, is_mine=is_mine)
            if not BulkChange.objects.filter(pk=self.pk, **not_yet).update(**{name: errand}):
                raise RuntimeError("begun by somebody else while it was held")
        setattr(self, name, errand)
        return True

    @property
    def may_be_undone(self) -> bool:
        is_over = self.errand is not None and not self.errand.is_under_way
        is_young = self.created_at > timezone.now() - KEPT
        return is_over and is_young and self.undoing is None and self.changed > 0

    @property
    def state(self) -> str:
        """looked_at, under_way, done, stopped, failed; undoing, undone once it is taken back."""
        if self.undoing is not None:
            return "undoing" if self.undoing.is_under_way else "undone"
        return self.errand.state if self.errand else "looked_at"

    @property
    def is_under_way(self) -> bool:
        return self.state in {ErrandState.UNDER_WAY, "undoing"}

    def outcomes(self) -> Iterator[tuple[int, str, str]]:
        """Yield number, outcome and reason of every ticket that was worked on, part by part."""
        for part in self.parts.filter(outcome__isnull=False).iterator(chunk_size=100):
            yield from part_outcomes(part)


def part_outcomes(part: BulkPart) -> Iterator[tuple[int, str, str]]:
    """Yield (number, changed | same | left | undone | kept, reason) in the order of numbers."""
    told: dict[int, tuple[str, str]] = {}
    outcome, undone = part.outcome or {}, part.undone or {}
    told |= {int(number): ("changed", "") for number in outcome.get("changed", {})}
    told |= dict.fromkeys(outcome.get("same", []), ("same", ""))
    for reason, numbers in outcome.get("left", {}).items():
        told |= dict.fromkeys(numbers, ("left", reason))
    told |= dict.fromkeys(undone.get("undone", []), ("undone", ""))
    for reason, numbers in undone.get("kept", {}).items():
        told |= dict.fromkeys(numbers, ("kept", reason))
    for number in sorted(told):
        yield number, *told[number]


def _ends_with_open(changes: Mapping[str, Any]) -> Combinable:
    """Return whether ``changes`` end a ticket in which something is open, in SQL."""
    if changes.get("status") not in DONE:
        return Value(False)
    whens = When(ends_with_open(), then=True)
    return Case(whens, default=False, output_field=BooleanField())


def _foreseen(found: list[tuple[int, str, bool, bool]]) -> dict[str, Any]:
    left, same, left_open = Counter[str](), 0, 0
    examples = dict[str, list[int]]()
    for pk, reason, is_same, is_open in found:
        left[reason] += bool(reason)
        same += not reason and is_same
        left_open += not reason and is_open
        about = [reason or ("same" if is_same else "change")]
        if is_open and not reason:
            about.append("left_open")
        for some in (examples.setdefault(each, []) for each in about):
            if len(some) < EXAMPLES:
                some.append(pk)
    left = +left
    change = len(found) - same - left.total()
    return {
        "change": change, "same": same, "left": dict(left), "left_open": left_open,
        "examples": examples,
    }  # fmt: skip


def tickets_named(numbers: list[int], by: Member) -> TicketQuerySet:
    """Return those of ``numbers`` that ``by`` sees."""
    return Ticket.objects.visible_to(by).filter(pk__in=numbers)
