from __future__ import annotations

import logging
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import Asking, BadCondition
from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.filtering.mail import VOCABULARY, Mail
from maru.support.tickets.choices import Priority

log = logging.getLogger(__name__)


class FilterQuerySet(models.QuerySet["Filter"]):
    def visible_to(self, member: Member) -> FilterQuerySet:
        """Return the member's brands' filters, and those of all brands."""
        return self.filter(Q(brand=None) | Q(brand_id__in=member.brand_ids))

    def at_work(self, brand_ids: set[int]) -> list[Filter]:
        """Return the filters that are on for these brands, in their order. One query."""
        return list(self.filter(Q(brand=None) | Q(brand_id__in=brand_ids), is_on=True))


class Filter(models.Model):
    """What becomes of mail that meets conditions, before it opens a ticket."""

    name = models.CharField(_("Name"), max_length=120)
    position = models.PositiveIntegerField(default=0)
    is_on = models.BooleanField(_("On"), default=True)
    # None: all brands.
    brand = models.ForeignKey(
        Brand, null=True, blank=True, on_delete=models.CASCADE, verbose_name=_("Brand")
    )
    conditions = models.JSONField(default=dict)  # in the language of kit/conditions
    to_spam = models.BooleanField(_("Put it among the spam"), default=False)
    tags = models.JSONField(default=list)  # words
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("Team")
    )
    priority = models.PositiveSmallIntegerField(
        _("Priority"), choices=Priority.choices, null=True, blank=True
    )

    objects = FilterQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def meets(self, mail: Mail, asking: Asking) -> bool:
        """Return whether ``mail`` meets the conditions; never, if they cannot be read any more."""
        try:
            return VOCABULARY.holds(VOCABULARY.read(self.conditions), mail, asking)
        except BadCondition as error:
            log.warning("Filter %s cannot be read: %s", self.pk, error)
            return False

    def told(self) -> dict[str, Any]:
        """Return what it does, as events and messages keep it."""
        does = {
            "spam": self.to_spam,
            "tags": self.tags,
            "team": self.team_id,
            "priority": self.priority,
        }
        done = {name: value for name, value in does.items() if value}
        return {"by": "filter", "id": self.pk, "name": self.name, **done}

    def put_last(self) -> None:
        self.position = (Filter.objects.aggregate(last=Max("position"))["last"] or 0) + 1

    def move(self, *, up: bool, by: Actor) -> None:
        """Change places with the filter before or after it, if there is one."""
        with transaction.atomic():
            order = list(Filter.objects.select_for_update())
            here = next(n for n, each in enumerate(order) if each.pk == self.pk)
            there = here - 1 if up else here + 1
            if not 0 <= there < len(order):
                return
            order[here], order[there] = order[there], order[here]
            for number, each in enumerate(order, start=1):
                each.position = number
            Filter.objects.bulk_update(order, ["position"])
            Event.record("filter.moved", self, by=by, before=here + 1, after=there + 1)

    def remove(self, *, by: Actor) -> None:
        """Delete the filter; what it did stays, and its history too."""
        with transaction.atomic():
            Event.record("filter.removed", self, by=by, before=self.told())
            self.delete()
