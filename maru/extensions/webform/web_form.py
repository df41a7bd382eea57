from __future__ import annotations

from html import escape
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.members.models import Member

KIND = "form"  # of its channel


class Asked(models.TextChoices):
    NO = "no", gettext_lazy("Not asked")
    OPTIONAL = "optional", gettext_lazy("May be left empty")
    REQUIRED = "required", gettext_lazy("Required")


class WebFormQuerySet(models.QuerySet["WebForm"]):
    def visible_to(self, member: Member) -> WebFormQuerySet:
        return self.filter(channel__in=Channel.objects.visible_to(member))

    def at(self, address: str) -> WebForm | None:
        """Return the open form with this address. One query."""
        open_ones = self.filter(channel__is_active=True, channel__address=address)
        return open_ones.select_related("channel__brand").first()


class WebForm(models.Model):
    """One public page by which people write to a brand. Its channel says where tickets go.

    ``texts`` maps a language to its title and intro; what is missing is said in Maru's words.
    """

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="web_form")
    texts = models.JSONField(default=dict)
    asks_name = models.CharField(max_length=8, choices=Asked.choices, default=Asked.OPTIONAL)
    asks_subject = models.CharField(max_length=8, choices=Asked.choices, default=Asked.OPTIONAL)
    takes_files = models.BooleanField(default=True)
    origins = models.JSONField(default=list)  # whose pages may show it inside their own
    link_days = models.PositiveSmallIntegerField(default=7)

    objects = WebFormQuerySet.as_manager()

    class Meta:
        ordering = ["channel_id"]

    def __str__(self) -> str:
        return self.channel.name or self.channel.address

    @property
    def brand(self) -> Brand:
        return self.channel.brand

    @property
    def path(self) -> str:
        return reverse("webform:form", args=[self.channel.address])

    @property
    def url(self) -> str:
        return str(settings.PUBLIC_URL) + self.path

    @property
    def embedding(self) -> str:
        """Return the HTML that shows it inside another page."""
        script = f"{settings.PUBLIC_URL}{settings.STATIC_URL}webform-embed.js"
        title = escape(self.title(self.brand.language))
        # Text, to be shown and copied: not marked as safe to stand in our own pages.
        named = f'data-form="{self.channel.address}" data-title="{title}"'
        return f'<script src="{script}" {named} async></script>'

    def title(self, language: str) -> str:
        own: Any = self.texts.get(language, {})
        if own.get("title"):
            return str(own["title"])
        with translation.override(language):
            return _("Write to %(brand)s") % {"brand": self.brand.name}

    def intro(self, language: str) -> str:
        own: Any = self.texts.get(language, {})
        return str(own.get("intro", ""))

    def mailbox(self) -> Channel | None:
        """Return the address that links and answers come from; without one it cannot be used."""
        return Channel.objects.answering(self.brand).first()
