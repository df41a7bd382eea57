"""Mailboxes on other servers that Maru reads by itself, and whether that works."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.extensions.email.imap.providers import PROVIDERS, provider_of
from maru.extensions.email.imap.trial import try_out
from maru.extensions.email.imap.trouble import in_words
from maru.extensions.email.mailbox_form import MailboxForm
from maru.extensions.email.models import Mailbox, MailboxSignIn, ProviderApp
from maru.extensions.email.oauth.services import SERVICES, Service
from maru.extensions.email.removing import WORDS, InUse, Removal, remove
from maru.kit.jobs import bell
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.surfaces.console.broken_off import broken_off


@needs(Power.COMPANY)
@require_safe
def mailboxes(request: HttpRequest) -> HttpResponse:
    return list_mailboxes(request)


def list_mailboxes(request: HttpRequest, *, words: str = "", status: int = 422) -> HttpResponse:
    """Render the list; ``words`` say what went wrong on the way here, with this ``status``."""
    found = Mailbox.objects.visible_to(me(request)).select_related("channel__brand")
    context = {
        "mailboxes": found,
        "in_words": in_words,
        "services": SERVICES.values(),
        "words": words,
    }
    return render(request, "console/mailboxes.html", context, status=status if words else 200)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def mailbox_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def mailbox(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    try:
        return _edit(request, found_mailbox(request, mailbox_id))
    except Http404:
        return list_without(request)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def mailbox_removal(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """GET: what goes and what stays. POST: remove it."""
    try:
        found = found_mailbox(request, mailbox_id)
        if request.method == "POST":
            remove(found, by=me(request))
            words = _("The connection to %(address)s is removed. Its tickets are still here.")
            messages.success(request, words % {"address": found.channel.address})
            return redirect("console:mailboxes")
    except InUse:
        pass  # the page says what is in the way
    except (Http404, Mailbox.DoesNotExist):
        return list_without(request)
    removal = Removal.of(found)
    context = {"mailbox": found, "removal": removal, "words": WORDS.get(removal.obstacle, "")}
    status = 409 if request.method == "POST" else 200
    return render(request, "console/mailbox_removal.html", context, status=status)


def list_without(request: HttpRequest) -> HttpResponse:
    """Answer who asks for a mailbox that is not there: a second click, or another tab."""
    words = _("This mailbox is not connected (any more).")
    return list_mailboxes(request, words=words, status=404)


@needs(Power.COMPANY)
@require_POST
def mailbox_trial(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Try the settings as they are saved."""
    why = try_out(found_mailbox(request, mailbox_id))
    words = in_words(why.code) if why else ""
    return render(request, "console/_mailbox_trial.html", {"trouble": why, "words": words})


def in_trouble(request: HttpRequest) -> int:
    """Return how many of the member's mailboxes do not get read."""
    seen = Mailbox.objects.visible_to(me(request))
    return seen.to_read().exclude(trouble="").count()


def found_mailbox(request: HttpRequest, mailbox_id: int) -> Mailbox:
    """Return a mailbox of the member's. Raises Http404."""
    seen = Mailbox.objects.visible_to(me(request)).select_related("channel__brand", "app")
    return get_object_or_404(seen, pk=mailbox_id)


def _edit(request: HttpRequest, found: Mailbox | None) -> HttpResponse:
    tried = broken_off(request)
    form = MailboxForm(
        request.POST or None,
        instance=found,
        member=me(request),
        initial=tried.initial if tried else None,
    )
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        bell.ring_now("email.mailboxes")
        messages.success(
            request, _("Saved.") if found else _("Connected. New mail becomes tickets.")
        )
        return redirect("console:mailboxes")
    return show_mailbox(request, form, tried=tried)


def show_mailbox(
    request: HttpRequest, form: MailboxForm, *, tried: MailboxSignIn | None = None
) -> HttpResponse:
    """Render the page of one mailbox, kept or new; ``tried`` is a sign-in that came to nothing."""
    kept = Mailbox.objects.filter(pk=form.instance.pk).select_related("channel__brand").first()
    trouble = tried or kept
    context = {
        "form": form,
        "mailbox": kept,
        "providers": PROVIDERS,
        "advice": getattr(provider_of(kept.host), "advice", "") if kept else "",
        "words": in_words(trouble.trouble) if trouble else "",
        "detail": trouble.trouble_detail if trouble else "",
        "sign_ins": offered(kept),
        "has_common_relay": bool(settings.MAIL_OUT),
    }
    return render(
        request, "console/mailbox_account.html", context, status=422 if form.is_bound else 200
    )


def offered(mailbox: Mailbox | None) -> list[tuple[Service, bool]]:
    """Return where one can sign in for a mailbox, and whether Maru is registered there yet."""
    ready = set(ProviderApp.objects.values_list("provider", flat=True))
    provider = provider_of(mailbox.host) if mailbox else None
    mine = {mailbox.app.provider} if mailbox and mailbox.app else set()
    return [
        (service, service.key in ready)
        for service in SERVICES.values()
        if not mailbox or (provider and service.mail == provider.key) or service.key in mine
    ]


urlpatterns = [
    path("mailboxes/", mailboxes, name="mailboxes"),
    path("mailboxes/new/", mailbox_new, name="mailbox_new"),
    path("mailboxes/<int:mailbox_id>/", mailbox, name="mailbox_account"),
    path("mailboxes/<int:mailbox_id>/trial/", mailbox_trial, name="mailbox_trial"),
    path("mailboxes/<int:mailbox_id>/removal/", mailbox_removal, name="mailbox_removal"),
]
