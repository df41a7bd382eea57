"""What the list shows, taken along as a file: asked for, made, fetched, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.blobs.answer import as_download
from maru.kit.database.counting import count_up_to
from maru.kit.refusing.refusal import Refusal
from maru.staff.members.access import needs
from maru.staff.members.by_pass import by_pass
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.exports.columns import ALWAYS, columns
from maru.support.exports.export import KEPT, Form, Times
from maru.support.exports.fetching import TYPES, note_fetching
from maru.support.exports.making import begin
from maru.support.exports.models import Export
from maru.support.exports.sources import Unaskable
from maru.support.tickets.ticket import TicketQuerySet
from maru.surfaces.desk.inbox_form import InboxForm, without

SHOWN = 50  # of one's own, the newest


def list_again(query: Any, member: Member) -> tuple[TicketQuerySet, Sequence[str]]:
    """Return what the list at the address ``query`` shows ``member`` now. Raises Unaskable."""
    form = InboxForm(QueryDict(str(query).lstrip("?")), member=member)
    if not form.is_valid():
        raise Unaskable("list")
    return form.shown.of(member).filter(form.conditions()), form.order


class ExportForm(forms.Form):
    """In which form, with which columns."""

    form = forms.ChoiceField(label=gettext_lazy("File"), choices=Form.choices)
    times = forms.ChoiceField(label=gettext_lazy("Times"), choices=Times.choices)
    columns = forms.MultipleChoiceField(label=gettext_lazy("Columns"), required=False)

    def __init__(self, data: Any, *, member: Member, shown: Sequence[str]) -> None:
        first = {"form": Form.CSV, "times": Times.LOCAL, "columns": list(shown)}
        super().__init__(data, initial=first)
        known = columns(member).items()
        every = [(name, column.label) for name, column in known if name not in ALWAYS]
        self.fields["columns"].choices = every  # type: ignore[attr-defined]


@needs(Power.EXPORT)
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """List one's own; htmx asks for the part that moves."""
    rows = Export.objects.visible_to(me(request)).select_related("errand")[:SHOWN]
    context = {"exports": list(rows), "days": KEPT.days}
    is_part = "HX-Request" in request.headers
    template = "desk/_exports.html" if is_part else "desk/exports.html"
    return render(request, template, context)


@needs(Power.EXPORT)
@require_http_methods(["GET", "POST"])
def export_new(request: HttpRequest) -> HttpResponse:
    """Ask for the list in the address as a file; a small one is made at once."""
    by, query = me(request), without(request.GET)
    shown = InboxForm(request.GET, member=by)
    if not shown.is_valid():
        return redirect("desk:inbox")
    rows = shown.shown.of(by).filter(shown.conditions())
    form = ExportForm(request.POST or None, member=by, shown=shown.shown.columns)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            return _begun(request, form, str(shown.shown.label), query, rows)
        status = 422
    context = {
        "form": form, "view": shown.shown, "count": count_up_to(rows), "query": query,
        "days": KEPT.days,
    }  # fmt: skip
    return render(request, "desk/export_new.html", context, status=status)


def _begun(
    request: HttpRequest, form: ExportForm, name: str, query: str, rows: TicketQuerySet
) -> HttpResponse:
    try:
        begin(rows, by=me(request), name=name[:120], source={"list": query}, **form.cleaned_data)
    except Refusal as why:
        messages.error(request, why.words)
    return redirect("desk:exports")


@needs(Power.EXPORT)
@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the file, by a pass of whoever asks."""
    found = _found(request, pk)
    if not found.is_fetchable:
        messages.info(request, _("This file is not there any more. Export again."))
        return redirect("desk:exports")
    return HttpResponseRedirect(pass_to(me(request), "desk:export_bytes", found.pk))


@by_pass()
def export_bytes(request: HttpRequest, member: Member, what: Any) -> HttpResponse:
    export = get_object_or_404(Export.objects.visible_to(member).fetchable(), pk=what)
    note_fetching(request, export, by=member)
    return as_download(export.sha256, export.file_name, TYPES[Form(export.form)])


@needs(Power.EXPORT)
@require_POST
def export_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop its making, or delete its file."""
    _found(request, pk).remove(by=me(request))
    messages.success(request, _("The export is deleted."))
    return redirect("desk:exports")


def _found(request: HttpRequest, pk: int) -> Export:
    rows = Export.objects.visible_to(me(request)).select_related("errand")
    found: Export = get_object_or_404(rows, pk=pk)
    return found
