"""An answer is taken back before it has left: what went along with it is too."""

from __future__ import annotations

from typing import Any

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.actions.macro_use import MacroUse
from maru.support.tickets.models import Draft


def take_back_with(happened: list[Event]) -> None:
    """Undo, in the transaction of the taking back, what macros did; the draft has its chips
    again."""
    for event in happened:
        cause = event.cause.cause if event.verb == "ticket.taken_back" and event.cause else None
        if cause is None or cause.verb != "ticket.macro" or event.actor_id is None:
            continue
        by = Member.objects.get_queryset().get(pk=event.actor_id)
        uses = MacroUse.objects.filter(cause=cause).select_related("ticket", "macro", "by", "cause")
        for use in uses.order_by("-pk"):
            use.undo(by=by)
        _hang_on(Draft.objects.filter(ticket_id=event.subject_id, member=by).first(), cause)


def _hang_on(draft: Draft | None, cause: Event) -> None:
    kept: Any = (cause.after or {}).get("along")
    if draft is None or not kept:
        return
    since = draft.along or {"changes": {}, "macros": []}
    draft.along = {
        "changes": {**kept["changes"], **since["changes"]},
        "macros": [*kept["macros"], *since["macros"]],
    }
    draft.save(update_fields=["along"])
