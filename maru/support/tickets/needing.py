"""Which tickets cannot be solved yet, asked of the database."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from maru.kit.conditions import Asking
from maru.kit.fields.definitions import fields_of
from maru.support.tickets.choices import DONE
from maru.support.tickets.vocabulary import TICKETS


def where_unfilled(but: Collection[str] = ()) -> Q:
    """Return what finds those for which ``solve`` raises Unfilled: a field that is needed says
    nothing. ``but``: names of fields that are filled in along with it. Costs as the conditions of
    its fields do."""
    found = Q(pk__in=[])
    for field in fields_of("ticket"):
        name = f"fields.{field.key}"
        if field.needed_to_solve and field.is_in_use and name not in but:
            ticked = {"field": name, "op": "is", "value": False}
            empty = ticked if field.kind == "checkbox" else {"field": name, "op": "is_empty"}
            where = TICKETS.query(TICKETS.read(empty), Asking())
            found |= where & Q(brand__in=field.brand_ids) if field.brand_ids else where
    return found & ~Q(status__in=DONE)
