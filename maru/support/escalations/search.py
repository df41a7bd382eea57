"""A ticket is found by why it was handed up, and by what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from maru.kit.search.source import Part
from maru.support.escalations.models import Escalation


def parts(numbers: list[int]) -> dict[int, list[Part]]:
    """Return number -> the reasons and notes of its escalations. One query."""
    found: defaultdict[int, list[Part]] = defaultdict(list)
    rows = Escalation.objects.filter(ticket__in=numbers).order_by("id")
    for number, pk, reason, note in rows.values_list("ticket", "pk", "reason", "note"):
        found[number].append(Part.changing(f"escalation {pk}", _text(reason, note)))
    return found


def texts(names: Iterable[str]) -> dict[str, str]:
    """Return the texts of those parts that are escalations. One query, none without them."""
    named = {int(name.split()[1]): name for name in names if name.startswith("escalation ")}
    rows = Escalation.objects.filter(pk__in=named) if named else Escalation.objects.none()
    found = rows.values_list("pk", "reason", "note")
    return {named[pk]: _text(reason, note) for pk, reason, note in found}


def _text(reason: str, note: str) -> str:
    return f"{reason}\n{note}" if note else reason
