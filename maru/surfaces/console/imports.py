"""Mail of the past: files or a connected mailbox, how far it is, what came of it, and back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.extensions.email.importing.form import AccountForm, FilesForm
from maru.extensions.email.importing.mail_import import ImportState
from maru.extensions.email.importing.trouble import in_words
from maru.extensions.email.importing.upload import PIECE
from maru.extensions.email.models import Mailbox, MailImport, Upload
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.reasons import reason_in_words
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.files import keep

SHOWN = 100
FAILED = 50  # mails in quarantine that are listed


@needs(Power.COMPANY)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    seen = MailImport.objects.visible_to(me(request)).select_related("channel", "asked_by")
    return render(request, "console/imports.html", {"imports": seen[:SHOWN]})


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """GET: ask for files, or with ?of=account for a mailbox. POST: begin, or only count."""
    of_account = request.GET.get("of") == "account"
    form: AccountForm | FilesForm
    if of_account:
        form = AccountForm(request.POST or None, member=me(request))
    else:
        form = FilesForm(request.POST or None, member=me(request))
    if request.method == "POST" and form.is_valid():
        is_dry_run = "count" in request.POST
        if isinstance(form, AccountForm):
            new = form.begin(is_dry_run=is_dry_run)
        else:
            files, keys = keep(request.FILES.getlist("files")), request.POST.getlist("keys")
            new = form.begin(files, keys, is_dry_run=is_dry_run)
        if new:
            return redirect("console:import", new.pk)
    context = {
        "form": form,
        "of_account": of_account,
        "has_accounts": Mailbox.objects.visible_to(me(request)).exists(),
        "unfinished": Upload.objects.visible_to(me(request)),
        "whole": me(request).pending_files.filter(key__in=request.POST.getlist("keys")),
        "piece": PIECE,
        "limit": settings.MAIL_MAX_BYTES,
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/import_new.html", context, status=status)


@needs(Power.COMPANY)
@require_safe
def import_(request: HttpRequest, import_id: int) -> HttpResponse:
    return render(request, "console/import.html", _shown(request, import_id))


@needs(Power.COMPANY)
@require_safe
def import_progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show the state anew; once it has ended, the whole page."""
    context = _shown(request, import_id)
    response = render(request, "console/_import.html", context)
    if not context["each"].is_under_way:
        response["HX-Refresh"] = "true"
    return response


@needs(Power.COMPANY)
@require_POST
def import_stopping(request: HttpRequest, import_id: int) -> HttpResponse:
    if _found(request, import_id).cancel(by=me(request)):
        messages.success(request, _("Stopped. What has come in stays; it can be taken back."))
    else:
        messages.info(request, _("It has ended already."))
    return redirect("console:import", import_id)


@needs(Power.COMPANY)
@require_POST
def import_undoing(request: HttpRequest, import_id: int) -> HttpResponse:
    if not _found(request, import_id).undo(by=me(request)):
        messages.info(request, _("There is nothing to take back."))
    return redirect("console:import", import_id)


@needs(Power.COMPANY)
@require_POST
def import_beginning(request: HttpRequest, import_id: int) -> HttpResponse:
    """Import what was only counted."""
    counted = _found(request, import_id)
    if counted.state != ImportState.COUNTED:
        messages.info(request, _("It has begun already."))
        return redirect("console:import", import_id)
    return redirect("console:import", counted.begin_in_earnest(by=me(request)).pk)


def under_way(request: HttpRequest) -> int:
    return MailImport.objects.visible_to(me(request)).under_way().count()


def _found(request: HttpRequest, import_id: int) -> MailImport:
    seen = MailImport.objects.visible_to(me(request))
    return get_object_or_404(seen.select_related("channel__brand", "asked_by"), pk=import_id)


def _shown(request: HttpRequest, import_id: int) -> dict[str, Any]:
    each = _found(request, import_id)
    aside = each.mails.filter(envelope__state=EnvelopeState.QUARANTINED).select_related("envelope")
    return {
        "each": each,
        "words": in_words(each.trouble),
        "aside": [
            (mail, reason_in_words(mail.envelope.reason))
            for mail in aside[:FAILED]
            if mail.envelope
        ],
        "aside_count": aside.count(),
    }


urlpatterns = [
    path("imports/", imports, name="imports"),
    path("imports/new/", import_new, name="import_new"),
    path("imports/<int:import_id>/", import_, name="import"),
    path("imports/<int:import_id>/progress/", import_progress, name="import_progress"),
    path("imports/<int:import_id>/stopping/", import_stopping, name="import_stopping"),
    path("imports/<int:import_id>/undoing/", import_undoing, name="import_undoing"),
    path("imports/<int:import_id>/beginning/", import_beginning, name="import_beginning"),
]
