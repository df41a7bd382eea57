"""What a pushed notification says: by default nothing that a customer wrote, not even a name."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from maru.kit.secrets import mark
from maru.kit.text.lines import one_line
from maru.support.notifications.lines import Line, lines_of, said
from maru.support.notifications.push.browser import PushBrowser
from maru.support.notifications.push.push import Push

TITLE, BODY = 80, 160  # characters; four bytes each at most, and what is around them


def as_pushed(push: Push) -> bytes | None:
    """Return what the browser gets to show, as JSON in the member's language; None when its
    ticket does not exist for them any more."""
    member = push.notification.member
    with override(member.language):
        lines = lines_of([push.notification], member)
        if not lines:
            return None
        return json.dumps(_told(lines[0], push), ensure_ascii=False).encode()


def _told(line: Line, push: Push) -> dict[str, Any]:
    title, body = _more(line) if push.browser.shows_more else _little(line)
    return {
        "id": push.notification_id, "tag": topic_of(push), "title": one_line(title)[:TITLE],
        "body": one_line(body)[:BODY], "url": line.href,
    }  # fmt: skip


def _little(line: Line) -> tuple[str, str]:
    row = line.lead
    is_customer = row.event.actor_kind == "customer"
    title = _("A customer wrote") if is_customer else said(row)
    return title, f"#{line.ticket.pk}" if line.ticket else ""


def _more(line: Line) -> tuple[str, str]:
    if line.ticket is None:
        return said(line.lead), line.excerpt
    subject = f"#{line.ticket.pk} {line.ticket.subject}"
    return said(line.lead), f"{subject} — {line.excerpt}" if line.excerpt else subject


def topic_of(push: Push) -> str:
    """Return under which name its service keeps it, and the browser shows it: the ticket's, made
    unreadable; a later one takes the place of an earlier."""
    row = push.notification
    return mark("push topic", row.member_id, row.ticket_id or f"n{row.pk}")


def trial_of(browser: PushBrowser) -> bytes:
    """Return what is pushed to see whether it arrives."""
    title, body = _("This is what it looks like"), _("Notifications of Maru arrive here.")
    told = {"id": 0, "tag": f"trial-{browser.pk}", "title": title, "body": body, "url": "/"}
    return json.dumps(told, ensure_ascii=False).encode()
