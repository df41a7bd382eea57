"""The conversation: reading further back, and writing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.kit.refusing.refusal import Refusal
from maru.kit.text.placeholders import UnknownPlaceholder
from maru.kit.ui.times import spoken
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.support.tickets import conversation, files, showing
from maru.support.tickets.along import Along, along
from maru.support.tickets.before_done import StillOpen, left_open
from maru.support.tickets.choices import DONE
from maru.support.tickets.composing import Unreachable, filled, left_empty
from maru.support.tickets.doubts import Answer, doubts_about
from maru.support.tickets.filling import Unfilled
from maru.support.tickets.forms import WritingForm, must_fit
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.mentioning.showing import untold
from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.models import (
    Attachment,
    Draft,
    Message,
    PendingFile,
    ScheduledAnswer,
    Ticket,
)
from maru.support.tickets.onward import go_on, onward
from maru.support.tickets.pending_file import UnknownFile
from maru.support.tickets.replying import Collision
from maru.support.tickets.scheduling.choosing import Later, later_in, until
from maru.support.tickets.scheduling.showing import scheduled_answers
from maru.support.tickets.views.asking import (
    first_error,
    is_htmx,
    member_of,
    number_in,
    page_of,
    ticket_of,
)
from maru.support.tickets.views.draft import DIRECTIONS, then_in, written_in
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

    After a merger, or the end of one, or when an answer was taken back, messages from before have
    come or gone: the whole is shown.
    """
    if ticket.joined_id > shown or _is_one_gone(request, ticket):
        return render(request, "tickets/_anew.html", anew(ticket, member_of(request)))
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


def _is_one_gone(request: HttpRequest, ticket: Ticket) -> bool:
    """Return whether an answer that the page shows as being sent stands here no more."""
    shown = {number_in(each) for each in request.GET.getlist("sending")[:WAITING_AT_ONCE]}
    return bool(shown) and ticket.messages.filter(pk__in=shown).count() < len(shown)


def anew(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For tickets/_anew.html."""
    talk = conversation.latest(ticket)
    return {
        **showing.thread(talk, ticket, member),
        **showing.header(ticket, member),
        **showing.panel(ticket, member),
        "shown": talk.last,
    }


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
    fields, is_answer = form.cleaned_data, form.cleaned_data["mode"] != "note"
    later, row = later_in(request.POST) if is_answer else None, None
    try:
        at = until(later.send_at, member, ticket.brand) if later else None
        is_asked = is_answer and not fields["empty_anyway"]
        if is_asked and (names := left_empty(fields["said"], ticket, member)):
            return _asked_about(request, ticket, names)
        # Without a script there is no second button: what is only strange is not asked about.
        if is_answer and is_htmx(request) and (doubts := _doubts(fields, ticket, member)):
            return _doubted(request, ticket, doubts)
        extra = along(ticket, member, request.POST)
        uploads = files.keep(fields["attached"])
        with transaction.atomic():
            within = fields["said"].pictures
            uploads = [*PendingFile.take(fields["kept"], by=member, within=within), *uploads]
            must_fit(uploads)
            cause = None if later else extra.begin(is_answer=is_answer)
            if later and at:
                row = _schedule(request, ticket, form, extra, uploads, later, at)
            elif is_answer:
                # What was chosen beside the button, later than what goes along, counts more.
                status = fields["then"] if _is_chosen(request) else extra.status or fields["then"]
                _ask_before_done(ticket, status, fields)
                message = ticket.reply(
                    fields["said"], by=member, seen=form.has_seen, files=uploads,
                    status=status or None, wait=Habits.of(member).pause, because=cause,
                )  # fmt: skip
            else:
                message = ticket.note(fields["said"], by=member, files=uploads, because=cause)
            # Only here: what is said by a program or by mail is another text than the draft.
            ticket.drafts.filter(member=member).delete()
    except Collision as collision:
        return _collided(request, ticket, collision)
    except StillOpen as asked:
        return _asked_before_done(request, ticket, asked.left)
    except Merged as merged:
        return _went(request, ticket, merged)
    except Unfilled as missing:
        _keep_draft(request, ticket)
        return unfilled(request, missing, place="#composer-notice")
    except Refusal as why:
        return _stopped(request, ticket, why.words, status=why.status)
    except UnknownPlaceholder as unknown:
        text = _("There is no placeholder %(name)s. Correct it, or take it out.")
        return _stopped(request, ticket, text % {"name": "{{" + unknown.name + "}}"})
    except Unreachable as why:
        return _stopped(request, ticket, unreachable_words(why.code))
    except UnknownFile:
        text = _("A file is not here any more: this draft was sent or changed in another window. "
                 "Reload the page.")  # fmt: skip
        return _stopped(request, ticket, text)
    except ValidationError as unfit:
        return _stopped(request, ticket, unfit.messages[0])
    except OSError:
        return _stopped(
            request, ticket, _("The files could not be kept: the disk is full or broken.")
        )
    if row:
        return _scheduled(request, row, fields["shown"] or 0)
    if fields["mode"] == "reply" and ticket.is_done and (where := onward(request, ticket, member)):
        undo = reverse("tickets:sending", args=[ticket.pk, message.pk]) if _is_held(message) else ""
        words = _("#%(number)s is answered and solved.") % {"number": ticket.pk}
        return go_on(request, where, words, undo=undo)
    return _sent(request, ticket, message, form.cleaned_data["shown"] or 0)


def _ask_before_done(ticket: Ticket, status: str, fields: dict[str, Any]) -> None:
    is_ended = status in DONE and not ticket.is_done
    if is_ended and not fields["done_anyway"] and (left := left_open(ticket)):
        raise StillOpen(left)


def _schedule(
    request: HttpRequest, ticket: Ticket, form: WritingForm, extra: Along,
    uploads: list[files.NewFile], later: Later, at: datetime,
) -> ScheduledAnswer:  # fmt: skip
    fields = form.cleaned_data
    status = later.later_then or fields["then"]
    _ask_before_done(ticket, status, fields)
    return ticket.schedule(
        fields["said"], by=member_of(request), at=at, seen=form.has_seen, files=uploads,
        status=status, is_status_chosen=bool(later.later_then) or _is_chosen(request),
        along=extra.kept, has_gaps=fields["empty_anyway"],
    )  # fmt: skip


def _scheduled(request: HttpRequest, row: ScheduledAnswer, shown: int) -> HttpResponse:
    """Show it below the conversation, and an empty composer."""
    text = _("Your answer leaves %(when)s.") % {"when": spoken(row.send_at)}
    if not is_htmx(request):
        toasts.success(request, text)
        return HttpResponseRedirect(f"{page_of(row.ticket)}#scheduled-{row.pk}")
    member, ticket = member_of(request), ticket_of(request, row.ticket_id)
    context = {
        **showing.header(ticket, member),
        **showing.composer(ticket, member, shown=shown or conversation.latest(ticket).last),
        **scheduled_answers(ticket, member),
        "toast_text": text,
        "toast_undo": reverse("tickets:scheduled_answer", args=[ticket.pk, row.pk]),
    }
    return render(request, "tickets/_now_scheduled.html", context)


def _is_chosen(request: HttpRequest) -> bool:
    """Return whether the status after sending was chosen, not only what the button says."""
    return len(request.POST.getlist("then")) > 1


def _asked_about(request: HttpRequest, ticket: Ticket, names: list[str]) -> HttpResponse:
    """422 with what would be empty; sending goes on only by a second decision."""
    _keep_draft(request, ticket)
    if not is_htmx(request):
        words = _("There is no value for %(names)s. Write it, or give it a word like %(example)s.")
        named = ", ".join("{{" + name + "}}" for name in names)
        toasts.error(request, words % {"names": named, "example": "{{" + names[0] + "|…}}"})
        return HttpResponseRedirect(page_of(ticket))
    context = {
        "names": names,
        "then": request.POST["then"] if _is_chosen(request) else "",
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
        "then": request.POST["then"] if _is_chosen(request) else "",
        "is_gap_known": "empty_anyway" in request.POST,
        "later": later_in(request.POST),
    }
    return _in_notice(render(request, "tickets/_solved_anyway.html", context, status=422))


def _doubts(fields: dict[str, Any], ticket: Ticket, member: Member) -> dict[str, str]:
    """Return what is strange about the answer, but what its writer was asked about already, or
    wants nobody to look for."""
    answer = Answer(
        ticket, member, filled(fields["said"], ticket, member),
        has_files=bool(fields["attached"] or fields["kept"] or fields["said"].pictures),
    )  # fmt: skip
    known = fields["doubts_anyway"].split(",")
    return doubts_about(answer, but={*known, *Habits.of(member).no_doubts})


def _doubted(request: HttpRequest, ticket: Ticket, doubts: dict[str, str]) -> HttpResponse:
    """422 with what is strange about it; sending goes on only by a second decision."""
    _keep_draft(request, ticket)
    context = {
        "doubts": doubts,
        "asked": ",".join(filter(None, [request.POST.get("doubts_anyway", ""), *doubts])),
        "then": request.POST["then"] if _is_chosen(request) else "",
        "empty_anyway": "empty_anyway" in request.POST,
        "later": later_in(request.POST),
    }
    return _in_notice(render(request, "tickets/_doubts.html", context, status=422))


def _is_held(message: Message) -> bool:
    return bool(message.delivery and message.delivery.held_until)


def unreachable_words(code: str) -> str:
    if code == "no_channel":
        return _(
            "This brand has no mailbox to answer by. An administrator can add one in the settings, "
            "Mail addresses."
        )
    return _("This customer has no e-mail address. Add one to the customer, or leave a note.")


def _sent(request: HttpRequest, ticket: Ticket, message: Message, shown: int) -> HttpResponse:
    said = untold(message)
    if not is_htmx(request):
        if said:
            toasts.info(request, said)
        return HttpResponseRedirect(f"{page_of(ticket)}#composer")
    member, ticket = member_of(request), ticket_of(request, ticket.pk)
    talk = conversation.after(ticket, shown)
    context = {
        **showing.news(talk, ticket, member),
        **showing.header(ticket, member),
        **showing.composer(ticket, member, shown=talk.last or shown),
        "held": message if _is_held(message) else None,
        "toast_text": said,
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


def _stopped(request: HttpRequest, ticket: Ticket, text: str, *, status: int = 422) -> HttpResponse:
    _keep_draft(request, ticket)
    if not is_htmx(request):
        toasts.error(request, text)
        return HttpResponseRedirect(page_of(ticket))
    return _in_notice(render(request, "tickets/_refused.html", {"text": text}, status=status))


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
