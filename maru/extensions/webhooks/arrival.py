from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.extensions.webhooks.inlet import Inlet
from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.jobs import bell
from maru.kit.text.storable import storable
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket

KEPT = timedelta(days=14)
SHOWN = 40_000  # characters of a body

# A code in words, with what it is about.
TROUBLES: dict[str, str | Promise] = {
    "off": _("This address is switched off."),
    "too_large": _("It is larger than 256 KB."),
    "unsigned": _("It is not signed."),
    "forged": _("Its signature is not right."),
    "late": _("Its signature is older, or newer, than five minutes."),
    "not_json": _("It is no JSON object in UTF-8."),
    "missing": _("There is nothing at “%(detail)s”."),
    "no_email": _("“%(detail)s” is no e-mail address."),
    "no_ticket": _("There is no ticket “%(detail)s” that may be seen."),
    "no_choice": _("“%(detail)s” is none of what can be chosen there."),
    "bad_field": _("A field does not take what came: %(detail)s"),
    "nobody": _("Whoever set this up is no longer active. Save it once more as somebody else."),
    "not_allowed": _("Whoever set this up may not do this."),
    "refused": _("The ticket does not take it: %(detail)s"),
    "failed": _("Something went wrong that Maru has no words for; it stands in its log."),
}  # fmt: skip


def trouble_in_words(code: str, detail: str) -> str:
    """Return what is wrong; "" for nothing."""
    if not code:
        return ""
    return str(TROUBLES.get(code, TROUBLES["failed"])) % {"detail": detail}


class ArrivalState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    REFUSED = "refused", _("Refused")


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def waiting(self) -> ArrivalQuerySet:
        return self.filter(state=ArrivalState.WAITING)


class Arrival(Leased):
    """One thing that came, stored before it was answered, and what became of it.

    ``ident`` is what it is known again by: taken once by each inlet. What was refused holds none,
    so that it may come again; what it said of itself is ``said_ident``.
    """

    inlet = models.ForeignKey(
        Inlet, on_delete=models.CASCADE, related_name="arrivals", db_index=False
    )
    ident = models.CharField(max_length=200, null=True)
    said_ident = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField(blank=True, default="")
    state = models.CharField(
        max_length=7, choices=ArrivalState.choices, default=ArrivalState.WAITING
    )
    status = models.PositiveSmallIntegerField(default=202)  # of HTTP: what was answered
    trouble = models.CharField(max_length=20, blank=True, default="")  # of TROUBLES
    detail = models.CharField(max_length=300, blank=True, default="")
    ticket = models.BigIntegerField(null=True)  # its number, once it is done
    came_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inlet", "ident"], name="arrives_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="arrivals_waiting",
                         condition=models.Q(state=ArrivalState.WAITING)),
            models.Index(fields=["inlet", "-id"], name="arrivals_of_inlet"),
            models.Index(fields=["came_at"], name="arrivals_old"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ident or self.pk} ({self.state})"

    def may_be_read(self, member: Member) -> bool:
        """Return whether ``member`` may read what came: who sees the ticket that it became, and
        where there is none, who works for the brand. Costs a query."""
        if self.ticket is None:
            return self.inlet.brand_id in member.brand_ids
        return Ticket.objects.visible_to(member).filter(pk=self.ticket).exists()

    @property
    def readable_body(self) -> str:
        """Return the beginning of what came, for people to read."""
        try:
            told = json.dumps(json.loads(self.body), ensure_ascii=False, indent=2)
        except (ValueError, RecursionError):
            told = self.body
        return storable(told, SHOWN)

    @property
    def words(self) -> str:
        return trouble_in_words(self.trouble, self.detail)

    @property
    def can_be_repeated(self) -> bool:
        return bool(self.body) and self.state in {ArrivalState.FAILED, ArrivalState.REFUSED}

    def repeat(self, *, by: Member) -> bool:
        """Work it off once more; False while it waits, is done, or has come again meanwhile."""
        fresh: dict[str, Any] = {
            "state": ArrivalState.WAITING, "trouble": "", "detail": "", "attempts": 0,
            "due_at": AT_ONCE, "lease_until": None,
        }  # fmt: skip
        if self.said_ident:
            fresh["ident"] = self.said_ident
        mine = Arrival.objects.filter(pk=self.pk).exclude(body="")
        again = mine.filter(state__in=[ArrivalState.FAILED, ArrivalState.REFUSED])
        try:
            with transaction.atomic():
                if not again.update(**fresh):
                    return False
                Event.record("inlet.repeated", self.inlet, by=by, after={"arrival": self.pk})
        except IntegrityError:
            return False
        bell.ring("programs.arrivals")
        return True
