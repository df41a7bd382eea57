"""Which tickets cannot be solved yet, asked of the database."""

from __future__ import annotations

from django.db.models import Q

from maru.kit.conditions import Asking
from maru.kit.fields.definitions import fields_of
from maru.support.tickets.choices import DONE
from maru.support.tickets.vocabulary import TICKETS


def where_unfilled() -> Q:
    """Return what finds those for which ``solve`` raises Unfilled: a field that is needed says
    nothing. Costs as its fields' conditions do."""
    found = Q(pk__in=[])
    for field in fields_of("ticket"):
        if field.needed_to_solve and field.is_in_use:
            name = f"fields.{field.key}"
            # Of a checkbox that is not ticked, too.
            asked = {"field": name, "op": "is", "value": True}
            empty = (
                {"not": asked} if field.kind == "checkbox" else {"field": name, "op": "is_empty"}
            )
            where = TICKETS.query(TICKETS.read(empty), Asking())
            found |= where & Q(brand__in=field.brand_ids) if field.brand_ids else where
    return found & ~Q(status__in=DONE)
