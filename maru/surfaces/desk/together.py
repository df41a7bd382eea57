"""Several tickets of the list at once: give to somebody, tag, solve, spam; each is changed as by
itself, and one that may not be is left out and told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from maru.staff.members.access import LARGEST, needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.forms import askable
from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.models import Ticket
from maru.surfaces.desk.inbox_form import without

AT_MOST = 200  # tickets; a page of the list has 50

VERBS: dict[str, Callable[..., bool]] = {
    "solve": Ticket.solve,
    "reopen": Ticket.reopen,
    "spam": Ticket.mark_as_spam,
    "not_spam": Ticket.clear_of_spam,
}
WAYS_BACK = {"solve": "reopen", "spam": "not_spam"}


class TogetherForm(forms.Form):
    """Which tickets, and one thing to do with them."""

    do = forms.ChoiceField(choices=[(word, word) for word in VERBS], required=False)
    assignee = forms.RegexField(r"^(none|me|[0-9]{1,18})$", required=False)
    tag = forms.CharField(max_length=60, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        given = data.getlist("ticket")[:AT_MOST]
        self.numbers = {int(n) for n in given if n.isascii() and n.isdecimal() and len(n) < 19}

    def verb(self, by: Member) -> Callable[[Ticket], bool] | None:
        """Return what is asked for, to be done to one ticket; None when nothing is."""
        if whose := self.cleaned_data["assignee"]:
            return lambda ticket: _give(ticket, whose, by)
        if verb := VERBS.get(self.cleaned_data["do"]):
            return lambda ticket: verb(ticket, by=by)
        if tag := self.cleaned_data["tag"]:
            return lambda ticket: _tag(ticket, tag, by)
        return None


class Unfit(Exception):
    """The one who shall have a ticket does not work for its brand or private team."""


@needs(Power.CHANGE)
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Do one thing to all ticked tickets, and go back to the list as it stood."""
    form, by = TogetherForm(request.POST), me(request)
    verb = form.verb(by) if form.is_valid() else None
    if verb and form.numbers:
        _do(request, form, verb, Ticket.objects.visible_to(by).filter(pk__in=form.numbers))
    elif not form.is_valid() or not form.numbers:
        messages.error(request, _("Tick tickets first, then choose what to do with them."))
    return HttpResponseRedirect(reverse("desk:inbox") + without(request.GET))


def _do(
    request: HttpRequest, form: TogetherForm, verb: Callable[[Ticket], bool], tickets: Any
) -> None:
    changed, unfit = [], 0
    for ticket in tickets.order_by("pk"):
        try:
            if verb(ticket):
                changed.append(ticket.pk)
        except Merged:
            continue  # somebody merged it meanwhile: it is no row of the list any more
        except Unfit:
            unfit += 1
    if unfit:
        text = ngettext(
            "%(num)s ticket stayed: this colleague does not work for its brand or private team.",
            "%(num)s tickets stayed: this colleague does not work for their brand or private team.",
            unfit,
        )
        messages.error(request, text % {"num": unfit})
    if changed or not unfit:
        messages.success(request, _words(len(changed)), extra_tags=_way_back(form, changed))


def _words(count: int) -> str:
    if not count:
        return _("All of them were so already.")
    return ngettext("%(num)s ticket changed.", "%(num)s tickets changed.", count) % {"num": count}


def _way_back(form: TogetherForm, changed: list[int]) -> str:
    """Return the address that undoes it; '' where a single ticket's page is the way."""
    back = WAYS_BACK.get(form.cleaned_data["do"])
    if not back or not changed or form.cleaned_data["assignee"]:
        return ""
    asked = urlencode({"do": back, "ticket": changed}, doseq=True)
    return f"{reverse('desk:together_undone')}?{asked}"


@needs(Power.CHANGE)
@require_POST
def together_undone(request: HttpRequest) -> HttpResponse:
    """Take back what was done to several; the open list follows by itself."""
    form, by = TogetherForm(request.GET), me(request)
    if form.is_valid() and (verb := form.verb(by)):
        for ticket in Ticket.objects.visible_to(by).filter(pk__in=form.numbers):
            verb(ticket)
    return HttpResponse(status=204)


def _give(ticket: Ticket, whose: str, by: Member) -> bool:
    if whose == "none":
        return ticket.assign(None, by=by)
    pk = by.pk if whose == "me" else min(int(whose), LARGEST)
    to = askable(ticket.brand_id, ticket.team).filter(pk=pk).first()
    if to is None:
        raise Unfit
    return ticket.assign(to, by=by)


def _tag(ticket: Ticket, word: str, by: Member) -> bool:
    return ticket.tag_only([*(tag.name for tag in ticket.tags.all()), word], by=by)
