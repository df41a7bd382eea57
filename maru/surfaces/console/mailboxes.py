"""Mailboxes on other servers that Maru reads by itself, and whether that works."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.extensions.email.imap.providers import PROVIDERS, provider_of
from maru.extensions.email.imap.trial import try_out
from maru.extensions.email.imap.trouble import in_words
from maru.extensions.email.mailbox_form import MailboxForm
from maru.extensions.email.models import Mailbox
from maru.kit.jobs import bell
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me


@needs(Power.COMPANY)
@require_safe
def mailboxes(request: HttpRequest) -> HttpResponse:
    found = Mailbox.objects.visible_to(me(request)).select_related("channel__brand")
    context = {"mailboxes": found, "in_words": in_words}
    return render(request, "console/mailboxes.html", context)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def mailbox_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, MailboxForm(request.POST or None, member=me(request)))


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def mailbox(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    found = _found(request, mailbox_id)
    return _edit(request, MailboxForm(request.POST or None, instance=found, member=me(request)))


@needs(Power.COMPANY)
@require_POST
def mailbox_trial(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Try the settings as they are saved."""
    why = try_out(_found(request, mailbox_id))
    words = in_words(why.code) if why else ""
    return render(request, "console/_mailbox_trial.html", {"trouble": why, "words": words})


def in_trouble(request: HttpRequest) -> int:
    """Return how many of the member's mailboxes do not get read."""
    seen = Mailbox.objects.visible_to(me(request))
    return seen.filter(is_active=True).exclude(trouble="").count()


def _found(request: HttpRequest, mailbox_id: int) -> Mailbox:
    seen = Mailbox.objects.visible_to(me(request)).select_related("channel__brand")
    return get_object_or_404(seen, pk=mailbox_id)


def _edit(request: HttpRequest, form: MailboxForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        is_new = form.instance.pk is None
        form.save_by(me(request))
        bell.ring_now("email.mailboxes")
        messages.success(
            request, _("Connected. New mail becomes tickets.") if is_new else _("Saved.")
        )
        return redirect("console:mailboxes")
    kept = Mailbox.objects.filter(pk=form.instance.pk).select_related("channel__brand").first()
    context = {
        "form": form,
        "mailbox": kept,
        "providers": PROVIDERS,
        "advice": getattr(provider_of(kept.host), "advice", "") if kept else "",
        "words": in_words(kept.trouble) if kept else "",
        "has_common_relay": bool(settings.MAIL_OUT),
    }
    return render(
        request, "console/mailbox_account.html", context, status=422 if form.is_bound else 200
    )


urlpatterns = [
    path("mailboxes/", mailboxes, name="mailboxes"),
    path("mailboxes/new/", mailbox_new, name="mailbox_new"),
    path("mailboxes/<int:mailbox_id>/", mailbox, name="mailbox_account"),
    path("mailboxes/<int:mailbox_id>/trial/", mailbox_trial, name="mailbox_trial"),
]
