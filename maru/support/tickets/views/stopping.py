"""What keeps a message from being written is said above the composer; what was typed stays where it
is, and as a draft.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.kit.text.placeholders import UnknownPlaceholder
from maru.support.tickets.along import along
from maru.support.tickets.before_done import StillOpen, left_open
from maru.support.tickets.choices import DONE
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.filling import Unfilled
from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.models import Draft, Ticket
from maru.support.tickets.pending_file import UnknownFile
from maru.support.tickets.replying import Collision
from maru.support.tickets.scheduling.choosing import later_in
from maru.support.tickets.views.asking import is_htmx, member_of, page_of
from maru.support.tickets.views.draft import DIRECTIONS, then_in, written_in
from maru.support.tickets.views.refusing import unfilled

# What may keep a message from being written.
STOPS = (Collision, StillOpen, Refusal, UnknownPlaceholder, Unreachable, UnknownFile,
         ValidationError, OSError)  # fmt: skip


def ask_before_done(ticket: Ticket, status: str, fields: dict[str, Any]) -> None:
    """Raise StillOpen if ``status`` ends a ticket in which something is open, and nobody said that
    it does all the same."""
    is_ended = status in DONE and not ticket.is_done
    if is_ended and not fields["done_anyway"] and (left := left_open(ticket)):
        raise StillOpen(left)


def told_why(request: HttpRequest, ticket: Ticket, why: Exception) -> HttpResponse:
    """Say why it was not written: ``why`` is one of STOPS."""
    match why:
        case Collision():
            return _collided(request, ticket, why)
        case StillOpen():
            return _asked_before_done(request, ticket, why.left)
        case Merged():
            return _went(request, ticket, why)
        case Unfilled():
            _keep_draft(request, ticket)
            return unfilled(request, why, place="#composer-notice")
        case Refusal():
            return stopped(request, ticket, why.words, status=why.status)
        case ValidationError():
            return stopped(request, ticket, why.messages[0])
        case _:
            return stopped(request, ticket, _in_words(why))


def _in_words(why: Exception) -> str:
    match why:
        case UnknownPlaceholder():
            text = _("There is no placeholder %(name)s. Correct it, or take it out.")
            return text % {"name": "{{" + why.name + "}}"}
        case Unreachable(code="no_channel"):
            return _(
                "This brand has no mailbox to answer by. An administrator can add one in the "
                "settings, Mail addresses."
            )
        case Unreachable():
            return _(
                "This customer has no e-mail address. Add one to the customer, or leave a note."
            )
        case UnknownFile():
            return _(
                "A file is not here any more: this draft was sent or changed in another window. "
                "Reload the page."
            )
        case _:
            return _("The files could not be kept: the disk is full or broken.")


def asked_about_gaps(request: HttpRequest, ticket: Ticket, names: list[str]) -> HttpResponse:
    """422 with what would be empty; sending goes on only by a second decision."""
    _keep_draft(request, ticket)
    if not is_htmx(request):
        words = _("There is no value for %(names)s. Write it, or give it a word like %(example)s.")
        named = ", ".join("{{" + name + "}}" for name in names)
        toasts.error(request, words % {"names": named, "example": "{{" + names[0] + "|…}}"})
        return HttpResponseRedirect(page_of(ticket))
    context = {
        "names": names,
        "then": request.POST["then"] if is_status_chosen(request) else "",
        "later": later_in(request.POST),
    }
    return _in_notice(render(request, "tickets/_empties.html", context, status=422))


def _asked_before_done(request: HttpRequest, ticket: Ticket, left: list[str]) -> HttpResponse:
    """422 with what is still open; the answer solves the ticket only by a second decision."""
    _keep_draft(request, ticket)
    if not is_htmx(request):
        toasts.error(request, " ".join(left))
        return HttpResponseRedirect(page_of(ticket))
    context = {
        "left": left,
        "then": request.POST["then"] if is_status_chosen(request) else "",
        "is_gap_known": "empty_anyway" in request.POST,
        "later": later_in(request.POST),
    }
    return _in_notice(render(request, "tickets/_solved_anyway.html", context, status=422))


def asked_about_doubts(
    request: HttpRequest, ticket: Ticket, doubts: dict[str, str]
) -> HttpResponse:
    """422 with what is strange about it; sending goes on only by a second decision."""
    _keep_draft(request, ticket)
    context = {
        "doubts": doubts,
        "asked": ",".join(filter(None, [request.POST.get("doubts_anyway", ""), *doubts])),
        "then": request.POST["then"] if is_status_chosen(request) else "",
        "empty_anyway": "empty_anyway" in request.POST,
        "later": later_in(request.POST),
    }
    return _in_notice(render(request, "tickets/_doubts.html", context, status=422))


def _collided(request: HttpRequest, ticket: Ticket, collision: Collision) -> HttpResponse:
    """409 with what was not seen yet; what was typed stays where it is, and as a draft (D8)."""
    newer = collision.newer
    _keep_draft(request, ticket)
    if not is_htmx(request):
        toasts.error(request, _("There is something new in this ticket. Read it, then send again."))
        return HttpResponseRedirect(page_of(ticket))
    # Of what is shown here: what has come since was not seen either.
    newest = max((message.pk for message in newer), default=ticket.to_be_seen)
    later = later_in(request.POST)
    context = {"newer": newer, "newest": newest, "ticket": ticket, "later": later}
    return _in_notice(render(request, "tickets/_collision.html", context, status=409))


def _went(request: HttpRequest, ticket: Ticket, merged: Merged) -> HttpResponse:
    """409: the ticket was merged meanwhile; what was typed is offered where it went."""
    _keep_draft(request, ticket)
    if not is_htmx(request):
        return HttpResponseRedirect(page_of(ticket))
    context = {"ticket": ticket, "text": merged.words, "into": merged.into}
    return _in_notice(render(request, "tickets/_went.html", context, status=409))


def stopped(request: HttpRequest, ticket: Ticket, text: str, *, status: int = 422) -> HttpResponse:
    _keep_draft(request, ticket)
    if not is_htmx(request):
        toasts.error(request, text)
        return HttpResponseRedirect(page_of(ticket))
    return _in_notice(render(request, "tickets/_refused.html", {"text": text}, status=status))


def is_status_chosen(request: HttpRequest) -> bool:
    """Return whether the status after sending was chosen, not only what the button says."""
    return len(request.POST.getlist("then")) > 1


def _in_notice(response: HttpResponse) -> HttpResponse:
    response["HX-Retarget"], response["HX-Reswap"] = "#composer-notice", "innerHTML"
    return response


def _keep_draft(request: HttpRequest, ticket: Ticket) -> None:
    words, mode = written_in(request.POST), request.POST.get("mode", "")
    direction = DIRECTIONS.get(mode, DIRECTIONS["reply"])
    if words:
        kept = along(ticket, member_of(request), request.POST).kept
        then = then_in(request.POST)
        Draft.keep(ticket, member_of(request), words, direction, then=then, along=kept)
