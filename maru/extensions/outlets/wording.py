"""What an outlet is told, in its language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maru.extensions.outlets.happening import Happening
from maru.extensions.outlets.outlet import Outlet
from maru.kit.webhooks.announcement import Announcement
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.models import Message, Ticket

EXCERPT = 500  # characters
NAMED = 20  # tickets of one list


@dataclass
class Happened:
    """One event with what is needed to tell of it."""

    event: Event
    ticket: Ticket
    message: Message | None = None
    whom: Member | None = None
    text: str = ""

    @property
    def said(self) -> int:
        """The id of the message that it is about; 0 for none."""
        after = self.event.after
        return int(after.get("message") or 0) if isinstance(after, dict) else 0

    @property
    def excerpt(self) -> str:
        text = (self.message.text if self.message else self.text).strip()
        return text if len(text) <= EXCERPT else text[:EXCERPT] + "…"


def in_words_of(outlet: Outlet, happening: str, happened: Happened) -> Announcement:
    """Return what ``outlet`` is told of ``happened``."""
    with override(outlet.language):
        return _told(outlet, happening, happened)


def _told(outlet: Outlet, happening: str, happened: Happened) -> Announcement:
    ticket, words = happened.ticket, outlet.tells_words
    return Announcement(
        f"ticket.{happening}",
        happened.event.at.isoformat(),
        _title(outlet, happening, happened),
        link=_link(ticket, happened.message),
        link_label=f"#{ticket.pk}",
        heading=ticket.subject if words else "",
        text=happened.excerpt if words else "",
        facts=_facts(ticket) if words else [],
        again=_("Told once more: the first time nothing came back."),
        several=_several(happening),
        all_link=settings.PUBLIC_URL + reverse("desk:inbox") + f"?view=all&team={outlet.team_id}",
        all_label=_("All of %(team)s") % {"team": outlet.team.name},
        data=_data(outlet, happening, happened),
    )


def _title(outlet: Outlet, happening: str, happened: Happened) -> str:
    event = happened.event
    is_customer = event.actor_kind == "customer" and not outlet.tells_words
    who = _("A customer") if is_customer else event.actor_name or _("Maru")
    whom = str(happened.whom or "")
    is_own = bool(happened.whom and event.actor_id == happened.whom.pk)
    names = {"who": who, "whom": whom, "team": outlet.team.name}
    return {
        Happening.NEW: _("A new ticket"),
        Happening.HANDED: _("%(who)s handed it to %(team)s"),
        Happening.ANSWERED: _("%(who)s wrote"),
        Happening.ASSIGNED: _("%(who)s took it") if is_own else _("%(who)s gave it to %(whom)s"),
        Happening.MENTIONED: _("%(who)s mentions %(team)s"),
        Happening.REMINDER: _("A reminder is due"),
        Happening.SOLVED: _("%(who)s solved it"),
    }[Happening(happening)] % names


def _several(happening: str) -> str:
    """Return what is said of several at once; the count is filled in as they are told."""
    return {
        Happening.NEW: _("%(num)s new tickets"),
        Happening.HANDED: _("%(num)s handed over"),
        Happening.ANSWERED: _("%(num)s from customers"),
        Happening.ASSIGNED: _("%(num)s given to somebody"),
        Happening.MENTIONED: _("%(num)s mentions"),
        Happening.REMINDER: _("%(num)s reminders"),
        Happening.SOLVED: _("%(num)s solved"),
    }[Happening(happening)]


def _link(ticket: Ticket, message: Message | None = None) -> str:
    place = f"#message-{message.pk}" if message else ""
    return settings.PUBLIC_URL + reverse("desk:ticket", args=[ticket.pk]) + place


def _facts(ticket: Ticket) -> list[str]:
    assignee = str(ticket.assignee) if ticket.assignee else _("nobody's yet")
    return [str(ticket.requester), ticket.brand.name, assignee]


def _data(outlet: Outlet, happening: str, happened: Happened) -> dict[str, Any]:
    event, ticket, message = happened.event, happened.ticket, happened.message
    words = outlet.tells_words
    by = {"kind": event.actor_kind, "id": event.actor_id}
    said = {"id": message.pk, "text": happened.excerpt if words else None} if message else None
    told = {
        "event": event.pk,
        "by": {**by, "name": event.actor_name if words or event.actor_kind == "member" else None},
        "team": {"id": outlet.team_id, "name": outlet.team.name},
        "ticket": {
            "id": ticket.pk,
            "url": _link(ticket),
            "status": ticket.status,
            "priority": ticket.priority,
            "kind": ticket.kind,
            "brand": ticket.brand_id,
            "team": ticket.team_id,
            "assignee": ticket.assignee_id,
            "requester": ticket.requester_id,
            "subject": ticket.subject if words else None,
        },
        "message": said,
    }
    if happening == Happening.REMINDER:
        told["reminder"] = {"text": happened.excerpt if words else None}
    if happened.whom:
        told["assignee"] = {"id": happened.whom.pk, "name": str(happened.whom)}
    return told


def due_in_words_of(outlet: Outlet, tasks: Sequence[tuple[int, str]], today: date) -> Announcement:
    """Return the morning's word: ``tasks`` are ticket and text of each that is due."""
    with override(outlet.language):
        count = len(tasks)
        title = ngettext("%(num)s task is due", "%(num)s tasks are due", count) % {"num": count}
        lines = [f"#{ticket} {text}" for ticket, text in tasks[:NAMED]]
        if not outlet.tells_words:
            lines = list(dict.fromkeys(f"#{ticket}" for ticket, _text in tasks))[:NAMED]
        more = ["…"] if count > NAMED else []
        return Announcement(
            f"ticket.{Happening.DUE}",
            timezone.now().isoformat(),
            title,
            link=settings.PUBLIC_URL + reverse("desk:inbox"),
            link_label=outlet.team.name,
            text="\n".join([*lines, *more]),
            again=_("Told once more: the first time nothing came back."),
            data={
                "day": today.isoformat(),
                "team": {"id": outlet.team_id, "name": outlet.team.name},
                "tasks": [
                    {"ticket": ticket, "text": text if outlet.tells_words else None}
                    for ticket, text in tasks
                ],
            },
        )


def trial_of(outlet: Outlet) -> Announcement:
    """Return what is told to see whether it arrives."""
    with override(outlet.language):
        return Announcement(
            "trial",
            timezone.now().isoformat(),
            _("This is how Maru tells what happens to tickets of %(team)s.")
            % {"team": outlet.team.name},
            link=settings.PUBLIC_URL + "/",
            link_label=_("Maru"),
            data={"team": {"id": outlet.team_id, "name": outlet.team.name}},
        )
