"""Tasks in words: what is left of them, what the history tells."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.staff.journal.models import Event
from maru.support.tasks.due import due_words
from maru.support.tasks.models import Task
from maru.support.tickets.models import Ticket
from maru.support.tickets.telling import Names

SHOWN = 60  # characters of a task in a sentence


def left_words(ticket: Ticket) -> str:
    """Say what is left to do in ``ticket``, "" for nothing. One query."""
    left = Task.objects.filter(ticket=ticket).left().in_order()
    texts = list(left.values_list("text", flat=True))
    if not texts:
        return ""
    words = ngettext(
        "One task is not done yet: %(first)s", "%(num)s tasks are not done yet: %(first)s…",
        len(texts),
    )  # fmt: skip
    return words % {"num": len(texts), "first": shortened(texts[0])}


def shortened(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def added(event: Event, names: Names) -> tuple[str, str]:
    texts = [str(task.get("text", "")) for task in (event.after or {}).get("tasks", [])]
    return _("Tasks added"), " · ".join(map(shortened, texts))


def changed(event: Event, names: Names) -> tuple[str, str]:
    before, after = event.before or {}, event.after or {}
    parts = []
    if before.get("text") != after.get("text"):
        parts.append(f"{shortened(before.get('text', ''))} → {shortened(after.get('text', ''))}")
    else:
        parts.append(shortened(str(after.get("text", ""))))
    if before.get("due_on") != after.get("due_on"):
        parts.append(_day_of(after) or _("no due day"))
    if before.get("member") and not after.get("member"):
        parts.append(_("given to nobody"))
    return _("Task changed"), " · ".join(parts)


def _day_of(told: dict[str, Any]) -> str:
    day = parse_date(str(told.get("due_on") or ""))
    return due_words(day) if day else ""


def given(event: Event, names: Names) -> tuple[str, str]:
    return _("Task given"), str((event.after or {}).get("name", ""))


def done(event: Event, names: Names) -> tuple[str, str]:
    return _("Task done"), shortened(str((event.after or {}).get("text", "")))


def reopened(event: Event, names: Names) -> tuple[str, str]:
    return _("Task not done after all"), shortened(str((event.after or {}).get("text", "")))


def removed(event: Event, names: Names) -> tuple[str, str]:
    return _("Task taken off the list"), shortened(str((event.before or {}).get("text", "")))
