from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from maru.kit.refusing.refusal import Refusal
from maru.staff.errands.errand import ErrandState
from maru.staff.errands.models import Errand
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

KEPT = timedelta(days=3)  # so long a file can be fetched
UNDER_WAY = 3  # of one member at once
KIND = "export"  # of its errand


class Form(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel (XLSX)"


class Times(models.TextChoices):
    """How a moment is written."""

    LOCAL = "local", gettext_lazy("As on the pages, in your time zone")
    ISO = "iso", pgettext_lazy("time", "ISO 8601, with the time zone")


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, member: Member) -> ExportQuerySet:
        """Return their own that are not deleted, of who may still export."""
        if not member.can(Power.EXPORT):
            return self.none()
        return self.filter(by=member, removed_at=None)

    def fetchable(self) -> ExportQuerySet:
        """Return those whose file can be fetched now."""
        return self.exclude(sha256="").filter(removed_at=None, expires_at__gt=timezone.now())


class Export(models.Model):
    """The tickets that one member saw when it was made, as a file that only they can fetch, for
    three days."""

    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="exports")
    name = models.CharField(max_length=120)  # of the view, as its reader knew it
    # What is exported: {"list": "?view=open&tag=..."}; by whom it is asked stands in sources.py.
    source = models.JSONField()
    form = models.CharField(max_length=4, choices=Form.choices, default=Form.CSV)
    times = models.CharField(max_length=5, choices=Times.choices, default=Times.LOCAL)
    columns = models.JSONField()  # names of columns.py, in their order
    created_at = models.DateTimeField(default=timezone.now)
    errand = models.OneToOneField(Errand, on_delete=models.PROTECT, related_name="export")
    rows = models.PositiveIntegerField(default=0)
    customers = models.PositiveIntegerField(default=0)  # whose data is in it
    size = models.BigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True, default="")  # "": not made, or gone
    expires_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["by", "-id"], name="exports_of_member"),
            models.Index(fields=["expires_at"], name="exports_expiring", condition=~Q(sha256="")),
        ]

    def __str__(self) -> str:
        return f"export {self.pk} ({self.form})"

    @classmethod
    def ask(cls, *, by: Member, is_mine: bool = False, **fields: Any) -> Export:
        """Return a new one for a worker to make, or first for this process if ``is_mine``.

        Raises Refusal while three of theirs are under way.
        """
        with transaction.atomic():
            # Held, so that of several at once no more are begun.
            Member.objects.get_queryset().select_for_update(no_key=True).get(pk=by.pk)
            theirs = cls.objects.filter(by=by, errand__state=ErrandState.UNDER_WAY)
            if theirs.count() >= UNDER_WAY:
                words = _("%(num)s exports of yours are under way. Wait for one, or stop one.")
                raise Refusal(409, "too_many", words % {"num": UNDER_WAY})
            about = {"name": fields["name"], "form": fields["form"], "source": fields["source"]}
            errand = Errand.ask(KIND, by=by, total=0, about=about, is_mine=is_mine)
            return cls.objects.create(by=by, errand=errand, **fields)

    @property
    def state(self) -> str:
        """under_way, done, stopped, failed; expired once the file is gone."""
        if self.errand.state == ErrandState.DONE and not self.is_fetchable:
            return "expired"
        return self.errand.state

    @property
    def is_fetchable(self) -> bool:
        return (
            bool(self.sha256) and self.expires_at is not None and self.expires_at > timezone.now()
        )

    @property
    def file_name(self) -> str:
        """As it is saved: the view's name and the day, in words that every system takes."""
        day = timezone.localtime(self.created_at).strftime("%Y-%m-%d")
        return f"{get_valid_filename(self.name or 'tickets')[:80]}-{day}.{self.form}"

    def made(self, *, rows: int, customers: int, sha256: str, size: int) -> datetime:
        """Note what was made, in the transaction that ends its errand; return until when it is."""
        self.rows, self.customers, self.sha256, self.size = rows, customers, sha256, size
        self.expires_at = timezone.now() + KEPT
        self.save(update_fields=["rows", "customers", "sha256", "size", "expires_at"])
        return self.expires_at

    def remove(self, *, by: Member | None) -> None:
        """Delete it: stop its making, and give its file to nobody any more; twice is once.

        The bytes go with the next sweep of the files that nobody names. That it was made, by
        whom and of how many, stays.
        """
        with transaction.atomic():
            rows = Export.objects.filter(pk=self.pk, removed_at=None)
            if not rows.update(removed_at=timezone.now(), sha256=""):
                return
            if by is not None:
                self.errand.stop(by=by)
            Errand.objects.filter(pk=self.errand_id).update(put_away_at=timezone.now())
            Event.record("export.removed", self, by=by, before={"rows": self.rows})
