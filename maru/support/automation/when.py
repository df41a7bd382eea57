"""When a trigger looks: what happened, and who did it.

As JSON: {"on": [{"occasion": "status", "from": [], "to": ["solved"]}, ...], "by": ["customer"]}.
An empty "by" is anybody; whose change it was not is no occasion.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.members.models import Member
from maru.support.automation.occasions import Occasion, occasions, spelled_words

DOERS: dict[str, str | Promise] = {
    "customer": gettext_lazy("the customer"),
    "member": gettext_lazy("a member"),
    "rule": gettext_lazy("a rule"),
    "system": gettext_lazy("Maru itself"),
}
MOST = 30  # occasions of one rule


class BadWhen(ValueError):
    """It can never come; the message says why, in the user's language."""


def read_when(given: Any, by: Member | None = None) -> dict[str, Any]:
    """Return what is kept of it; what it names must be there for ``by``, None: at all.

    Raises BadWhen.
    """
    if not isinstance(given, Mapping) or not isinstance(given.get("on"), list):
        raise BadWhen(_("Say when it is done."))
    asked, doers = given["on"], given.get("by") or []
    if not asked:
        raise BadWhen(_("Choose at least one occasion."))
    if len(asked) > MOST:
        raise BadWhen(_("At most %(num)s occasions.") % {"num": MOST})
    if not isinstance(doers, list) or not set(map(str, doers)) <= DOERS.keys():
        raise BadWhen(_("There is nobody of that kind who does something."))
    known = occasions()
    kept = [_read(one, known, by) for one in asked]
    return {"on": kept, "by": [doer for doer in DOERS if doer in doers]}


def _read(one: Any, known: dict[str, Occasion], by: Member | None) -> dict[str, Any]:
    name = one.get("occasion") if isinstance(one, Mapping) else None
    occasion = known.get(str(name))
    if occasion is None:
        raise BadWhen(_("There is no occasion “%(name)s”.") % {"name": str(name)[:60]})
    kept: dict[str, Any] = {"occasion": occasion.name}
    if occasion.is_worded:
        words = one.get("words") or []
        words = ",".join(map(str, words)) if isinstance(words, list) else str(words)
        return kept | {"words": spelled_words(words[:1000].replace("\x00", ""))}
    for side in ("from", "to"):
        if wanted := one.get(side):
            kept[side] = _values(wanted, occasion, by)
    same = set(kept.get("from", [])) & set(kept.get("to", []))
    if same and len(kept["from"]) == len(kept["to"]) == 1:
        words = _("“%(what)s” cannot change from something to the same.")
        raise BadWhen(words % {"what": occasion.label})
    return kept


def _values(wanted: Any, occasion: Occasion, by: Member | None) -> list[Any]:
    if occasion.choices is None or not isinstance(wanted, list):
        raise BadWhen(_("“%(what)s” has no such value.") % {"what": occasion.label})
    known = {str(value): getattr(value, "value", value) for value, _label in occasion.choices(by)}
    try:
        return [known[str(one)] for one in wanted]
    except KeyError:
        words = _("“%(what)s” names something that is gone, or not for you.")
        raise BadWhen(words % {"what": occasion.label}) from None


def is_timed(when: Mapping[str, Any]) -> bool:
    """Return whether it is that of a timer (at.py)."""
    return "on" not in when


def in_words(when: Mapping[str, Any], by: Member | None = None) -> list[str]:
    """Return each occasion, or the time of a timer, in a few words. Costs what its choices cost,
    where it names one."""
    if is_timed(when):
        from maru.support.automation.at import at_in_words

        return [at_in_words(when)]
    known = occasions()
    return [
        _in_words(known[one["occasion"]], one, by)
        for one in when.get("on", [])
        if one.get("occasion") in known
    ]


def _in_words(occasion: Occasion, one: Mapping[str, Any], by: Member | None) -> str:
    label = str(occasion.label)
    if words := one.get("words"):
        return f"{label}: {', '.join(words)}"
    if not one.get("from") and not one.get("to"):
        return label if occasion.choices is None else _("%(what)s changes") % {"what": label}
    names = {value: str(words) for value, words in occasion.choices(by)} if occasion.choices else {}
    hidden = _("not for you")
    said = {
        side: ", ".join(names.get(value, hidden) for value in one.get(side) or ()) or "…"
        for side in ("from", "to")
    }
    if not one.get("from"):
        return f"{label} → {said['to']}"
    return f"{label}: {said['from']} → {said['to']}"
