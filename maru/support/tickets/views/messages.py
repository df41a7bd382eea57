"""The conversation: reading further back, and writing."""

from __future__ import annotations

from django.contrib import messages as toasts
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.kit.text.placeholders import UnknownPlaceholder
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.support.tickets import conversation, files, showing
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.filling import Unfilled
from maru.support.tickets.forms import WritingForm
from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.models import Attachment, Draft, Message, Ticket
from maru.support.tickets.replying import Collision
from maru.support.tickets.views.asking import (
    first_error,
    is_htmx,
    member_of,
    number_in,
    page_of,
    ticket_of,
)
from maru.support.tickets.views.draft import DIRECTIONS
from maru.support.tickets.views.refusing import unfilled

WAITING_AT_ONCE = 50  # files of one page
SENT_LATELY = 5  # answers whose sending may still be under way on an open page


@signed_in
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, number: int) -> HttpResponse:
    """GET shows the messages before ?before=, or what is new after ?shown=; POST writes."""
    ticket = ticket_of(request, number)
    if request.method == "POST":
        return _write(request, ticket)
    earlier = number_in(request.GET.get("before", ""))
    shown = number_in(request.GET.get("shown", ""))
    if not earlier and "shown" not in request.GET:
        return HttpResponseRedirect(page_of(ticket))
    AccessRecord.note(
        request,
        "ticket",
        by=member_of(request),
        customers=[ticket.requester_id],
        subject_id=number,
    )
    return _earlier(request, ticket, earlier) if earlier else _news(request, ticket, shown)


def _earlier(request: HttpRequest, ticket: Ticket, before: int) -> HttpResponse:
    first = get_object_or_404(Message, ticket=ticket, pk=before)
    context = showing.thread(conversation.before(ticket, first), ticket, member_of(request))
    return render(request, "tickets/_earlier.html", context)


def _news(request: HttpRequest, ticket: Ticket, shown: int) -> HttpResponse:
    """Show what happened since; ``seen`` stays, so that the server asks before it sends (D8).

    After a merger, or the end of one, messages from before have come or gone: the whole is shown.
    """
    if ticket.joined_id > shown:
        return _anew(request, ticket)
    member, talk = member_of(request), conversation.after(ticket, shown)
    ours = ticket.messages.exclude(delivery=None).select_related("delivery", "member")
    context = {
        **showing.news(talk, ticket, member),
        **showing.header(ticket, member),
        "shown": talk.last or shown,
        "settled": _settled(request, ticket),
        "sent_lately": ours.filter(pk__lte=shown).order_by("-id")[:SENT_LATELY],
    }
    return render(request, "tickets/_news.html", context)


def _anew(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    member, talk = member_of(request), conversation.latest(ticket)
    context = {
        **showing.thread(talk, ticket, member),
        **showing.header(ticket, member),
        **showing.panel(ticket, member),
        "shown": talk.last,
    }
    return render(request, "tickets/_anew.html", context)


def _settled(request: HttpRequest, ticket: Ticket) -> list[Attachment]:
    """Return those files that the page shows as waiting for the scanner, and that no longer do."""
    keys = request.GET.getlist("waiting")[:WAITING_AT_ONCE]
    if not keys:
        return []
    files = Attachment.objects.visible_to(member_of(request)).filter(message__ticket=ticket)
    return [file for file in files.filter(key__in=keys) if not file.is_waiting]


def _write(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    member, form = member_of(request), WritingForm(request.POST, request.FILES)
    if not form.is_valid():
        return _stopped(request, ticket, first_error(form))
    fields = form.cleaned_data
    try:
        uploads = files.keep(fields["attached"])
        with transaction.atomic():
            if fields["mode"] == "note":
                ticket.note(fields["text"], by=member, files=uploads)
            else:
                ticket.reply(
                    fields["text"], by=member, seen=form.has_seen, files=uploads,
                    status=fields["then"] or None,
                )  # fmt: skip
            # Only here: what is said by a program or by mail is another text than the draft.
            ticket.drafts.filter(member=member).delete()
    except Collision as collision:
        return _collided(request, ticket, collision)
    except Merged as merged:
        return _went(request, ticket, merged)
    except Unfilled as missing:
        _keep_draft(request, ticket)
        return unfilled(request, missing, place="#composer-notice")
    except UnknownPlaceholder as unknown:
        text = _("There is no placeholder %(name)s. Correct it, or take it out.")
        return _stopped(request, ticket, text % {"name": "{{" + unknown.name + "}}"})
    except Unreachable as why:
        return _stopped(request, ticket, unreachable_words(why.code))
    except OSError:
        return _stopped(
            request, ticket, _("The files could not be kept: the disk is full or broken.")
        )
    return _sent(request, ticket, form.cleaned_data["shown"] or 0)


def unreachable_words(code: str) -> str:
    if code == "no_channel":
        return _(
            "This brand has no mailbox to answer by. An administrator can add one in the settings, "
            "Mail addresses."
        )
    return _("This customer has no e-mail address. Add one to the customer, or leave a note.")


def _sent(request: HttpRequest, ticket: Ticket, shown: int) -> HttpResponse:
    if not is_htmx(request):
        return HttpResponseRedirect(f"{page_of(ticket)}#composer")
    member, ticket = member_of(request), ticket_of(request, ticket.pk)
    talk = conversation.after(ticket, shown)
    context = {
        **showing.news(talk, ticket, member),
        **showing.header(ticket, member),
        **showing.composer(ticket, member, shown=talk.last or shown),
    }
    return render(request, "tickets/_sent.html", context)


def _collided(request: HttpRequest, ticket: Ticket, collision: Collision) -> HttpResponse:
    """409 with what was not seen yet; what was typed stays where it is, and as a draft (D8)."""
    newer = collision.newer
    _keep_draft(request, ticket)
    if not is_htmx(request):
        toasts.error(request, _("There is something new in this ticket. Read it, then send again."))
        return HttpResponseRedirect(page_of(ticket))
    # Of what is shown here: what has come since was not seen either.
    newest = max((message.pk for message in newer), default=ticket.to_be_seen)
    context = {"newer": newer, "newest": newest, "ticket": ticket}
    return _in_notice(render(request, "tickets/_collision.html", context, status=409))


def _went(request: HttpRequest, ticket: Ticket, merged: Merged) -> HttpResponse:
    """409: the ticket was merged meanwhile; what was typed is offered where it went."""
    _keep_draft(request, ticket)
    if not is_htmx(request):
        return HttpResponseRedirect(page_of(ticket))
    context = {"ticket": ticket, "text": merged.words, "into": merged.into}
    return _in_notice(render(request, "tickets/_went.html", context, status=409))


def _stopped(request: HttpRequest, ticket: Ticket, text: str) -> HttpResponse:
    _keep_draft(request, ticket)
    if not is_htmx(request):
        toasts.error(request, text)
        return HttpResponseRedirect(page_of(ticket))
    return _in_notice(render(request, "tickets/_refused.html", {"text": text}, status=422))


def _in_notice(response: HttpResponse) -> HttpResponse:
    response["HX-Retarget"], response["HX-Reswap"] = "#composer-notice", "innerHTML"
    return response


def _keep_draft(request: HttpRequest, ticket: Ticket) -> None:
    text, mode = request.POST.get("text", ""), request.POST.get("mode", "")
    if text.strip():
        Draft.keep(ticket, member_of(request), text, DIRECTIONS.get(mode, DIRECTIONS["reply"]))
