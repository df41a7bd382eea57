"""What conditions may ask of what a ticket looks like, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import CHOICE, NUMBER, Field
from maru.support.tickets.models import Ticket
from maru.support.understanding.facet import FacetName
from maru.support.understanding.models import Impression
from maru.support.understanding.values import choices_of

_LABELS = {
    FacetName.KIND: (_("Looks like: kind"), _("Looks like: kind, how sure (percent)")),
    FacetName.TOPIC: (_("Looks like: topic"), _("Looks like: topic, how sure (percent)")),
    FacetName.URGENCY: (_("Looks like: urgency"), _("Looks like: urgency, how sure (percent)")),
    FacetName.SENTIMENT: (
        _("Looks like: sentiment"), _("Looks like: sentiment, how sure (percent)"),
    ),
    FacetName.LANGUAGE: (_("Looks like: language"), _("Looks like: language, how sure (percent)")),
}  # fmt: skip


def asked_fields() -> Iterator[Field]:
    """Yield ``looks_KIND`` and ``looks_KIND_sure`` for each facet."""
    for facet, (label, sure) in _LABELS.items():
        has_choices = facet != FacetName.TOPIC
        yield Field(
            f"looks_{facet}", label, CHOICE, partial(_of, facet.value), f"impression__{facet}",
            choices=partial(choices_of, facet) if has_choices else None,
        )  # fmt: skip
        yield Field(
            f"looks_{facet}_sure", sure, NUMBER, partial(_of, f"{facet}_sure"),
            f"impression__{facet}_sure",
        )  # fmt: skip


def _of(name: str, ticket: Ticket) -> Any:
    try:
        return getattr(ticket.impression, name)
    except Impression.DoesNotExist:
        return None
