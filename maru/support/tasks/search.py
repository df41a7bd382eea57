"""A ticket is found by what is to be done in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from maru.kit.search.source import Part
from maru.support.tasks.models import Task


def parts(numbers: list[int]) -> dict[int, list[Part]]:
    """Return number -> the tasks of its list, done or not. One query."""
    found: defaultdict[int, list[Part]] = defaultdict(list)
    rows = Task.objects.filter(ticket__in=numbers).order_by("place", "id")
    for number, pk, text in rows.values_list("ticket", "pk", "text"):
        found[number].append(Part.changing(f"task {pk}", text))
    return found


def texts(names: Iterable[str]) -> dict[str, str]:
    """Return the texts of those parts that are tasks. One query, none without them."""
    named = {int(name.split()[1]): name for name in names if name.startswith("task ")}
    rows = Task.objects.filter(pk__in=named) if named else Task.objects.none()
    return {named[pk]: text for pk, text in rows.values_list("pk", "text")}
