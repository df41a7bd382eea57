"""The company's own fields of a customer or an organization."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.fields.field import CustomField
from maru.kit.fields.kinds import Unfit
from maru.kit.fields.programs import fill_fields
from maru.kit.fields.telling import told
from maru.kit.fields.writing import put
from maru.records.customers.models import Customer, Organization
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event


def fill_field(
    row: Customer | Organization, field: CustomField, given: Any, *, by: Actor | None
) -> bool:
    """Set a custom field to what JSON or a form gives; return False if it said that already.

    Raises Unfit, with words, for what the field cannot hold; Http404 for what was removed.
    """
    if not field.is_in_use or not field.is_of(row):
        raise Unfit(_("This field is not in use any more."))
    answer = field.how.read(given, field, row, by)
    rows, noun = type(row)._default_manager, row._meta.model_name
    with transaction.atomic():
        get_object_or_404(rows.select_for_update(no_key=True), pk=row.pk)
        before = put(field, row, answer)
        if before == answer:
            return False
        rows.filter(pk=row.pk).update(updated_at=timezone.now())
        was, says = told(field, before), told(field, answer)
        Event.record(f"{noun}.field", row, by=by, before=was, after=says)
    return True


def fill_as_told(row: Customer | Organization, given: dict[str, Any], *, by: Actor) -> None:
    """Fill in what a program sends by key. Raises ApiError 422 that names every wrong one."""
    noun = row._meta.model_name or ""
    fill_fields(given, noun, lambda field, said: fill_field(row, field, said, by=by))
