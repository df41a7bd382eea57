from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.extensions.email.hooks import s3_trouble
from maru.extensions.email.hooks.secrets import HookSecrets
from maru.kit.database import notes
from maru.kit.secrets import digest, unseal
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

REMEMBERED = timedelta(hours=1)

TROUBLES: dict[str, str | Promise] = {
    "forged": _("A message came whose signature is not the provider's, or that came late. Is the "
                "signing key right, and the clock of this machine?"),
    "no_raw": _("A mail came without its original. Switch on the raw (MIME) form at the provider; "
                "it will send the mail again."),
    "too_large": _("A mail came that is larger than MARU_MAIL_MAX_MB; it was refused."),
    "damaged": _("A mail came with damaged letters, since SES sends it as UTF-8. Set the encoding "
                 "of the SNS action to Base64."),
    "no_headers": _("SES tells what became of a mail, but not of which one. Switch on “Include "
                    "original headers” there, or use a configuration set."),
    **s3_trouble.WORDS,
}  # fmt: skip


class HookProvider(models.TextChoices):
    MAILGUN = "mailgun", "Mailgun"
    POSTMARK = "postmark", "Postmark"
    SES = "ses", "Amazon SES"
    SENDGRID = "sendgrid", "SendGrid"


class HookQuerySet(models.QuerySet["Hook"]):
    def visible_to(self, member: Member) -> HookQuerySet:
        if not member.can(Power.COMPANY):
            return self.none()
        return self.filter(channel__brand__in=Brand.objects.visible_to(member))

    def of(self, token: str) -> Hook | None:
        """Return the hook with this secret, of an address that takes mail; None if none has it."""
        mine = self.filter(HookSecrets.has_token(token), channel__is_active=True)
        return mine.select_related("channel__brand").first()


class Hook(HookSecrets):
    """The secret address at which a provider hands over the mail of one of our addresses, and
    tells what became of the mail that we sent by it."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="hook")
    provider = models.CharField(
        max_length=10, choices=HookProvider.choices, default=HookProvider.MAILGUN
    )
    last_mail_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True, default="")  # of TROUBLES; since the last
    created_at = models.DateTimeField(default=timezone.now)

    objects = HookQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_provider_display()}: {self.channel}"

    def renew(self, *, by: Actor) -> None:
        """Give it new secret addresses; the ones before are good for a day. Records an event.

        Raises Hook.DoesNotExist if it was removed meanwhile; so does ``end_overlap``.
        """
        self._change("hook.renewed", self.renew_token, by)

    def end_overlap(self, *, by: Actor) -> None:
        """Let an old address and an old key count no more, at once. Records an event."""
        self._change("hook.overlap_ended", self.drop_old, by)

    def _change(self, verb: str, change: Callable[[], None], by: Actor) -> None:
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Hook.objects.select_for_update())
            change()
            self.save()
            Event.record(verb, self, by=by)

    def forget(self, *, by: Actor) -> None:
        """Delete it: its addresses are good no more at once. Records an event."""
        with transaction.atomic():
            Event.record("hook.removed", self, by=by, before={"hook": str(self)})
            self.delete()

    def url(self, kind: str) -> str:
        """Return the address for "mime" (mail that comes in) or "events"."""
        path = reverse(f"email:{kind}", args=[unseal(self.sealed_token)])
        return f"{settings.PUBLIC_URL}{path}"

    @property
    def mail_url(self) -> str:
        return self.url("mime")

    @property
    def events_url(self) -> str:
        return self.url("events")

    def note_mail(self, trouble: str = "") -> None:
        """Write down that a mail came, and what is to be mended though it was taken."""
        # The mail is stored already: that this cannot be is no reason to refuse it.
        mine = Hook.objects.filter(pk=self.pk)
        notes.note(lambda: mine.update(trouble=trouble, last_mail_at=timezone.now()))

    def note_trouble(self, trouble: str) -> None:
        """Write down what was wrong with something that was refused."""
        Hook.objects.filter(pk=self.pk).update(trouble=trouble)


class HookUse(models.Model):
    """One signature that was used: good for these bytes alone, ever after."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="uses")
    token_hash = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hook", "token_hash"], name="a_signature_is_used_once")
        ]

    def __str__(self) -> str:
        return f"use of hook {self.hook_id}"

    @classmethod
    def is_another(cls, hook: Hook, token: str, body: bytes) -> bool:
        """Return whether this signature has come already, with other bytes. Remembers it."""
        mine = cls.objects.filter(hook=hook)
        mine.filter(used_at__lt=timezone.now() - REMEMBERED).delete()
        body_hash = digest(body.decode("latin-1"))
        use, _new = mine.get_or_create(
            hook=hook, token_hash=digest(token), defaults={"body_hash": body_hash}
        )
        return use.body_hash != body_hash
