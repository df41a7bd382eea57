"""Several tickets of the list at once: give to somebody, tag, solve, spam."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.models import Ticket
from maru.support.tickets.together import (
    AT_MOST,
    VERBS,
    Deed,
    Done,
    do_to_all,
    giving_to,
    tagging,
)
from maru.surfaces.desk.inbox_form import without

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

    def deed(self, by: Member) -> Deed | None:
        """Return what is asked for, to be done to each ticket; None when nothing is."""
        if whose := self.cleaned_data["assignee"]:
            named = {"none": None, "me": by.pk}
            return giving_to(named[whose] if whose in named else int(whose), by=by)
        if verb := VERBS.get(self.cleaned_data["do"]):
            return lambda ticket: verb(ticket, by=by)
        if tag := self.cleaned_data["tag"]:
            return tagging(tag, by=by)
        return None


@needs(Power.CHANGE)
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Do one thing to all ticked tickets, and go back to the list as it stood."""
    form, by = TogetherForm(request.POST), me(request)
    deed = form.deed(by) if form.is_valid() else None
    if deed and form.numbers:
        tickets = Ticket.objects.visible_to(by).filter(pk__in=form.numbers)
        _tell(request, form, do_to_all(tickets, deed))
    elif not form.is_valid() or not form.numbers:
        messages.error(request, _("Tick tickets first, then choose what to do with them."))
    return HttpResponseRedirect(reverse("desk:inbox") + without(request.GET))


def _tell(request: HttpRequest, form: TogetherForm, done: Done) -> None:
    if unfit := len(done.unfit):
        text = ngettext(
            "%(num)s ticket stayed: this colleague does not work for its brand or private team.",
            "%(num)s tickets stayed: this colleague does not work for their brand or private team.",
            unfit,
        )
        messages.error(request, text % {"num": unfit})
    if merged := len(done.merged):
        text = ngettext(
            "%(num)s ticket stayed: it was merged into another meanwhile.",
            "%(num)s tickets stayed: they were merged into others meanwhile.",
            merged,
        )
        messages.error(request, text % {"num": merged})
    if unfilled := len(done.unfilled):
        text = ngettext(
            "%(num)s ticket stayed: a field is needed to solve it. Open it and fill it in.",
            "%(num)s tickets stayed: a field is needed to solve them. Open them and fill it in.",
            unfilled,
        )
        messages.error(request, text % {"num": unfilled})
    if done.changed or not (unfit or merged or unfilled):
        way_back = _way_back(form, done.changed)
        messages.success(request, _words(len(done.changed)), extra_tags=way_back)


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
    if form.is_valid() and (deed := form.deed(by)):
        do_to_all(Ticket.objects.visible_to(by).filter(pk__in=form.numbers), deed)
    return HttpResponse(status=204)
