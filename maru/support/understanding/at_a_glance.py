"""Whether there is anything to show of a ticket, told with the ticket itself: nobody asks for a
panel that would be empty."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from maru.support.understanding.facet import USUAL, Facet, FacetName
from maru.support.understanding.models import Guess


def something_to_say() -> Exists:
    """Return whether one guess of the ticket's messages is worth a word, as ``Facet.says`` has it;
    in a language that the brand writes anyway there is none. For a query of tickets."""
    kept = Facet.objects.filter(name=OuterRef("facet"))
    usual = Case(
        *(When(facet=name, then=Value(percent)) for name, percent in USUAL.items()),
        default=Value(Facet._meta.get_field("threshold").default),
        output_field=PositiveSmallIntegerField(),
    )
    rows = Guess.objects.filter(message__ticket=OuterRef("pk")).annotate(
        is_said=Coalesce(_of(kept, "is_on"), Value(True), output_field=BooleanField()),
        least=Coalesce(_of(kept, "threshold"), usual),
    )
    goes_without_saying = Q(facet=FacetName.LANGUAGE, value=OuterRef("brand__language"))
    return Exists(rows.filter(~goes_without_saying, is_said=True, sure__gte=F("least")))


def _of(kept: Any, column: str) -> Subquery:
    return Subquery(kept.values(column)[:1])
