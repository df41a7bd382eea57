from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from maru.extensions.webform.letter import Letter
from maru.extensions.webform.web_form import WebForm
from maru.kit.blobs import store
from maru.kit.database.leases import Leased
from maru.kit.secrets import digest, new_token
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Envelope
from maru.records.channels.terms import Terms
from maru.records.channels.unconfirmed import UNPROVED

AT_MOST = 20  # letters on the page of one link
KEPT = timedelta(days=30)  # after its link ran out, until what was discarded is erased


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def unmailed(self) -> SubmissionQuerySet:
        """Return those whose link is still to be mailed, now or later."""
        return self.filter(mailed_at=None, due_at__isnull=False)

    def waiting(self) -> SubmissionQuerySet:
        """Return those that may still be confirmed by their link."""
        alive = models.Q(expires_at__gt=timezone.now())
        return self.filter(alive, envelope__state=EnvelopeState.UNCONFIRMED)

    def outlived(self) -> SubmissionQuerySet:
        """Return those that were discarded unconfirmed and are to be erased."""
        return self.unproved().filter(
            expires_at__lte=timezone.now() - KEPT, envelope__state=EnvelopeState.DISCARDED
        )

    def unproved(self) -> SubmissionQuerySet:
        """Return those that nobody has let in; all others are kept like mail."""
        return self.filter(envelope__reason__in=UNPROVED)

    def by_link(self, token: str) -> Submission | None:
        """Return the one whose link holds ``token``. One query."""
        found = self.filter(token_hash=digest(token))
        return found.select_related("envelope__channel__brand", "web_form__channel__brand").first()


class Submission(Leased):
    """One form that was sent. Due while a link is to be mailed to the address it names."""

    envelope = models.OneToOneField(Envelope, on_delete=models.CASCADE, related_name="submission")
    web_form = models.ForeignKey(WebForm, on_delete=models.PROTECT, related_name="submissions")
    stamp = models.CharField(max_length=64, unique=True)  # hash; one stamp is sent once
    address = models.CharField(max_length=254)  # lower case; a claim until confirmed
    language = models.CharField(max_length=5)
    files = models.JSONField(default=list)  # their sha256, so that no sweep takes them
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # by the link; None: nobody proved the address

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="form_links_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(fields=["address", "mailed_at"], name="form_links_of_address"),
            models.Index(fields=["mailed_at"], name="form_links_by_time"),
        ]

    def __str__(self) -> str:
        return f"form {self.web_form_id}, sent {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def erased_at(self) -> datetime:
        """When its words and files go, if nobody lets it in."""
        return self.expires_at + KEPT

    @property
    def letter(self) -> Letter:
        """What was written. Reads a blob."""
        return Letter.from_bytes(store().read(self.envelope.sha256))

    def new_link(self, at: datetime) -> str | None:
        """Return a token for its link; None when another worker mails it, or it was mailed."""
        token = new_token()
        mine = Submission.objects.filter(self.is_mine(), mailed_at=None)
        changed = mine.update(token_hash=digest(token), mailed_at=at, due_at=None, lease_until=None)
        return token if changed else None

    def siblings(self) -> list[Submission]:
        """Return what waits from the same address at the same brand, itself too if it waits,
        oldest first: the newest AT_MOST, since anybody can name an address."""
        near = Submission.objects.waiting().filter(
            address=self.address, envelope__channel__brand=self.web_form.brand
        )
        found = near.select_related("envelope__channel__brand").order_by("-pk")
        others = found.exclude(pk=self.pk)[: AT_MOST - 1]
        return sorted([*found.filter(pk=self.pk), *others], key=lambda one: one.pk)


def terms(envelopes: Iterable[int]) -> dict[int, Terms]:
    """Return the Terms of those envelopes that a form sent and nobody has let in. One query."""
    found = Submission.objects.unproved().filter(envelope__in=envelopes)
    return {one.envelope_id: Terms(one.expires_at, one.erased_at) for one in found}
