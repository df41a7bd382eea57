"""What rules did, in the history of a ticket and wherever a firing is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maru.kit.text.lines import one_line
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.actions.action import Action, Unreadable
from maru.support.actions.reasons import reason_in_words
from maru.support.actions.registry import actions
from maru.support.automation.firing import Firing
from maru.support.automation.occasions import occasions
from maru.support.automation.vocabulary import RULES, SAID
from maru.support.tickets.telling import Names
from maru.support.tickets.veiling import veils

QUOTED = 60  # characters of what was written


@dataclass(frozen=True)
class Did:
    """One action of a firing. ``became``: done, same, failed; ``why`` it failed."""

    label: str
    words: str
    became: str
    why: str = ""


def did_by(firing: Firing, reader: Member) -> list[Did]:
    """Return what each action did; what it names is told only to who may see that."""
    known = {action.name: action for action in actions()}
    return [_did(one, known.get(one["name"]), reader) for one in firing.did]


def _did(one: dict[str, Any], action: Action | None, reader: Member) -> Did:
    why = ""
    if one["became"] == "failed":
        why = one.get("words") or reason_in_words(one.get("code", ""))
    if action is None:
        return Did(one["name"], "", one["became"], why)
    return Did(str(action.label), said_to(action, one["kept"], reader), one["became"], why)


def said_to(action: Action, kept: Any, reader: Member) -> str:
    try:
        action.keep(kept, reader)
    except Unreadable:
        return _("not for you")
    return action.said_as(kept)


def does(changes: dict[str, Any], reader: Member) -> list[tuple[str, str]]:
    """Return label and words of each action of a rule, in their order."""
    return [
        (str(action.label), said_to(action, changes[action.name], reader))
        for action in actions()
        if action.name in changes
    ]


def occasion_words(name: str) -> str:
    occasion = occasions().get(name)
    return str(occasion.label) if occasion else ""


def matched_words(firing: Firing, reader: Member) -> list[tuple[str, str]]:
    """Return what was asked and what the ticket said then; numbers of rows are left out, which
    not everybody may know by name, and the words of a message that is covered."""
    found = []
    for one in firing.matched:
        try:
            field = RULES[one["field"]]
        except KeyError:
            continue
        said = _written(firing, reader) if field.name == SAID else _said(field, one["said"])
        found.append((str(field.label), said))
    return found


def _written(firing: Firing, reader: Member) -> str:
    message = firing.said
    if message is None:
        return ""
    veil = veils([message], reader).get(message.pk)
    if veil and not veil.is_lifted:
        return _("covered: it may be abusive")
    return one_line(message.text[: 2 * QUOTED])[:QUOTED]


def _said(field: Any, said: Any) -> str:
    if field.choices:
        return str(dict(field.choices()).get(said, said or "–"))
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    return "" if isinstance(said, int) else str(said or "–")


def fired(event: Event, names: Names) -> tuple[str, str]:
    """Return topic and text of a ``ticket.rule``."""
    did: Any = event.after if isinstance(event.after, dict) else {}
    because = occasion_words(did.get("occasion", ""))
    return _("Rule"), _("because: %(what)s") % {"what": because} if because else ""


def undone(event: Event, names: Names) -> tuple[str, str]:
    was: Any = event.before if isinstance(event.before, dict) else {}
    return _("Rule taken back"), str(was.get("name", ""))


def halted(event: Event, names: Names) -> tuple[str, str]:
    did: Any = event.after if isinstance(event.after, dict) else {}
    return _("Rule held back"), _("%(name)s: carried out here again and again") % {
        "name": did.get("name", "")
    }


def resumed(event: Event, names: Names) -> tuple[str, str]:
    did: Any = event.after if isinstance(event.after, dict) else {}
    return _("Rule may run here again"), str(did.get("name", ""))
