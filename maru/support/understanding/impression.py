from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from maru.support.tickets.models import Ticket
from maru.support.understanding.facet import FacetName

PASSING = {FacetName.URGENCY, FacetName.SENTIMENT}  # of an earlier message they say nothing


class Impression(models.Model):
    """What a ticket looks like: what was said of the newest message that its customer wrote, as
    far as it is sure enough. For conditions, lists and rules; the guesses are the record."""

    ticket = models.OneToOneField(
        Ticket, primary_key=True, on_delete=models.CASCADE, related_name="impression"
    )
    message_id = models.BigIntegerField(default=0)  # of which it is
    kind = models.CharField(max_length=60, default="", blank=True)
    kind_sure = models.PositiveSmallIntegerField(null=True)
    topic = models.CharField(max_length=60, default="", blank=True)
    topic_sure = models.PositiveSmallIntegerField(null=True)
    urgency = models.CharField(max_length=60, default="", blank=True)
    urgency_sure = models.PositiveSmallIntegerField(null=True)
    sentiment = models.CharField(max_length=60, default="", blank=True)
    sentiment_sure = models.PositiveSmallIntegerField(null=True)
    language = models.CharField(max_length=60, default="", blank=True)
    language_sure = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["topic"], name="impressions_topic"),
            models.Index(fields=["sentiment"], name="impressions_sentiment"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"

    def is_worth_a_word(self, language: str) -> bool:
        """Return whether it says anything, beside the ``language`` that its brand writes anyway."""
        said = self.kind or self.topic or self.urgency or self.sentiment
        return bool(said) or self.language not in {"", language}

    @classmethod
    def keep(cls, ticket_id: int, message_id: int, said: Mapping[str, tuple[str, int]]) -> None:
        """Have the ticket look as ``said`` of its message: facet -> value and percent. What is not
        said of the newest message is kept from an earlier one, but for urgency and sentiment,
        which pass. An older message than the present one changes nothing. Two queries."""
        kept, _is_new = cls.objects.get_or_create(ticket_id=ticket_id)
        changes: dict[str, Any] = {"message_id": message_id}
        for facet in FacetName.values:
            if facet in said or facet in PASSING:
                value, sure = said.get(facet, ("", None))
                changes |= {facet: value, f"{facet}_sure": sure}
        cls.objects.filter(pk=kept.pk, message_id__lte=message_id).update(**changes)
