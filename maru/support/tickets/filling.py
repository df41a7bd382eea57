from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.fields.definitions import in_use
from maru.kit.fields.field import CustomField
from maru.kit.fields.kinds import Unfit
from maru.kit.fields.reading import values_of
from maru.kit.fields.telling import told
from maru.kit.fields.writing import put
from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.support.tickets.changing import Changing


class Unfilled(Refusal):
    """It cannot be solved: the company wants to know something of it first."""

    def __init__(self, ticket: Any, missing: Sequence[CustomField]) -> None:
        named = ", ".join(field.label for field in missing)
        words = _("Fill in before it is solved: %(fields)s.") % {"fields": named}
        here = _("Needed before it is solved.")
        super().__init__(
            422, "fields_missing", words, fields={f"fields.{f.key}": here for f in missing}
        )
        self.ticket, self.missing = ticket, list(missing)


class Filling(Changing):
    """What the company's own fields say of it."""

    class Meta:
        abstract = True

    def fill_field(
        self, field: CustomField, given: Any, *, by: Actor | None, because: Event | None = None
    ) -> bool:
        """Set a custom field to what JSON or a form gives; return False if it said that already.

        Raises Unfit, with words, for what the field cannot hold; Merged where the ticket has gone
        into another. Leaves one event with the answer before and after.
        """
        ticket = self._me
        if not field.is_in_use or not field.is_of(ticket):
            raise Unfit(_("This field is not in use any more."))
        answer = field.how.read(given, field, ticket, by)
        with transaction.atomic():
            row = self._row.select_for_update(no_key=True)
            ticket.merged_into_id = row.values_list("merged_into_id", flat=True).get()
            ticket.must_stand()
            before = put(field, ticket, answer)
            if before == answer:
                return False
            now = timezone.now()
            self._row.update(updated_at=now)
            ticket.updated_at = now
            was, says = told(field, before), told(field, answer)
            Event.record("ticket.field", ticket, by=by, before=was, after=says, because=because)
        return True

    def unfilled(self) -> list[CustomField]:
        """Return the fields without which it cannot be solved and that say nothing yet.

        Two queries where fields are needed at all, else one at most.
        """
        ticket = self._me
        needed = [field for field in in_use(ticket) if field.needed_to_solve]
        said = values_of(ticket) if needed else {}
        return [field for field in needed if field.pk not in said]
