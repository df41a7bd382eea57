"""A list that members keep in the panel of a ticket, as its tasks and reminders are: shown once
more after a change, and asked how one of its lines is to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise

from maru.support.tickets.models import Ticket
from maru.support.tickets.own_work import back_from, tell_page
from maru.support.tickets.views.asking import is_htmx


@dataclass(frozen=True)
class OwnList:
    """``app`` has the templates _list.html and _form.html, of the ids NAME-list and NAME-form."""

    app: str
    name: str  # of one line
    title: Promise  # of the form

    def shown(
        self, request: HttpRequest, ticket: Ticket, context: Mapping[str, Any], *,
        problem: str = "", text: str = "", undo: str = "", redo: str = "", status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        """Show the list as it is now, with a toast of ``text`` and its way back; or where the
        page has no script, the page."""
        if not is_htmx(request):
            if problem:
                messages.error(request, problem)
            return HttpResponseRedirect(back_from(request, ticket, f"panel-{self.app}"))
        said = {"problem": problem, "toast_text": text, "toast_undo": undo, "toast_redo": redo}
        context = {**context, **said, "list": f"{self.app}/_list.html"}
        response = render(request, "tickets/_own_list_changed.html", context, status=status)
        return tell_page(request, response, f"{self.name}-list")

    def asked(
        self, request: HttpRequest, context: Mapping[str, Any], *, status: int = 200
    ) -> HttpResponse:
        """Show the form of one line: in a dialog, or on a page of its own."""
        form = f"{self.app}/_form.html"
        context = {**context, "line_form": form, "line_name": self.name, "line_title": self.title}
        part = "_own_line" if is_htmx(request) else "own_line"
        response = render(request, f"tickets/{part}.html", context, status=status)
        if status == 422 and is_htmx(request):
            response["HX-Retarget"] = response["HX-Reselect"] = f"#{self.name}-form"
            response["HX-Reswap"] = "outerHTML"
        return response
