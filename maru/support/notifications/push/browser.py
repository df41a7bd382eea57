from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import models, transaction
from django.utils import timezone

from maru.kit.secrets import digest
from maru.kit.secrets.sealed import Sealed
from maru.kit.text.storable import storable
from maru.kit.webpush.subscription import Subscription
from maru.staff.journal.models import Event
from maru.staff.members.models import Member, SignIn


class PushBrowserQuerySet(models.QuerySet["PushBrowser"]):
    def alive(self) -> PushBrowserQuerySet:
        """Return those in which their member is still signed in."""
        return self.filter(sign_in__ended_at=None, sign_in__member__is_active=True)

    def visible_to(self, member: Member) -> PushBrowserQuerySet:
        """Return ``member``'s own."""
        return self.alive().filter(sign_in__member=member).select_related("sign_in")


class PushBrowser(models.Model):
    """A browser to which its member lets Maru push. It goes with the sign-in."""

    sign_in = models.OneToOneField(SignIn, on_delete=models.CASCADE, related_name="push_browser")
    # Who knows where it is pushed to could push there, if not in our name: it is kept as a hash
    # to be found by, and sealed.
    endpoint_hash = models.CharField(max_length=64, unique=True)
    sealed_subscription = models.TextField()
    subscription = Sealed()  # as text
    shows_more = models.BooleanField(default=False)
    trouble = models.CharField(max_length=300, default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    pushed_at = models.DateTimeField(null=True)

    objects = PushBrowserQuerySet.as_manager()

    def __str__(self) -> str:
        return f"push browser {self.pk}"

    @classmethod
    def subscribe(cls, sign_in: SignIn, subscription: Subscription) -> Self:
        """Push to the browser of ``sign_in`` from now on.

        A browser has one subscription: whoever used it before is not told there any more, and
        what this sign-in had before is forgotten.
        """
        known = digest(subscription.endpoint)
        with transaction.atomic():
            cls.objects.exclude(sign_in=sign_in).filter(endpoint_hash=known).delete()
            kept, is_new = cls.objects.get_or_create(
                sign_in=sign_in,
                defaults={"endpoint_hash": known, "sealed_subscription": ""},
            )
            kept.endpoint_hash, kept.subscription = known, subscription.as_text()
            kept.trouble = ""
            kept.save(update_fields=["endpoint_hash", "sealed_subscription", "trouble"])
            if is_new:
                Event.record("push_browser.added", kept, by=sign_in.member)
        return kept

    @property
    def where(self) -> Subscription:
        """Raises NotASubscription where another SECRET_KEY sealed it."""
        return Subscription.from_text(self.subscription)

    @property
    def device(self) -> str:
        return self.sign_in.device

    def forget(self, *, by: Member | None) -> None:
        """Push there no more: its member says so, or its push service."""
        with transaction.atomic():
            if PushBrowser.objects.filter(pk=self.pk).delete()[0]:
                Event.record("push_browser.removed", self, by=by)

    def show_more(self, more: bool, *, by: Member) -> None:
        """Whether what is pushed there says who wrote what, or that something came alone."""
        with transaction.atomic():
            changed = PushBrowser.objects.filter(pk=self.pk, shows_more=not more)
            if changed.update(shows_more=more):
                Event.record("push_browser.changed", self, by=by, after={"shows_more": more})
        self.shows_more = more

    def note(self, trouble: str) -> None:
        """Keep what its push service said the last time; "" when it took the message."""
        kept: dict[str, object] = {"trouble": storable(trouble, 300)}
        if not trouble:
            kept["pushed_at"] = timezone.now()
        PushBrowser.objects.filter(pk=self.pk).update(**kept)


def who_has_a_browser(members: Collection[int]) -> set[int]:
    """Return those of ``members`` to whom something can be pushed. One query."""
    rows = PushBrowser.objects.alive().filter(sign_in__member__in=members)
    return set(rows.values_list("sign_in__member", flat=True))
