"""Signing in at Google or Microsoft, so that Maru may read a mailbox: there, and back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.models import Mailbox, MailboxSignIn, ProviderApp
from maru.extensions.email.oauth.sign_in_form import SignInForm
from maru.kit.jobs import bell
from maru.staff.members.access import needs
from maru.staff.members.models import SignIn
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.surfaces.console.broken_off import PARAMETER
from maru.surfaces.console.mailboxes import (
    found_mailbox,
    list_mailboxes,
    list_without,
    show_mailbox,
)


@needs(Power.COMPANY)
@require_POST
def sign_in_new(request: HttpRequest) -> HttpResponse:
    return _leave(request, None)


@needs(Power.COMPANY)
@require_POST
def sign_in(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    return _leave(request, found_mailbox(request, mailbox_id))


def _leave(request: HttpRequest, mailbox: Mailbox | None) -> HttpResponse:
    """Keep the answers of the form and send the member to the provider."""
    app = ProviderApp.objects.filter(provider=request.POST.get("app", "")).first()
    browser = SignIn.id_of(request)
    if app is None or browser is None:
        return redirect("console:mailboxes")
    form = SignInForm(request.POST, instance=mailbox, member=me(request), app=app)
    if not form.is_valid():
        return show_mailbox(request, form)
    if not _comes_back(request):
        words = _(
            "Open Maru at %(url)s and try there: the provider sends you back to that address."
        )
        form.add_error(None, words % {"url": settings.PUBLIC_URL})
        return show_mailbox(request, form)
    there = MailboxSignIn.begin(
        app,
        member=me(request),
        browser=browser,
        mailbox=mailbox,
        answers=form.answers,
        user=form.cleaned_data["user"],
        back_to=back_to(),
    )
    # A page that goes on, not a redirect: "form-action 'self'" forbids those to other servers.
    return render(request, "console/mailbox_leaving.html", {"there": there, "name": str(app)})


def back_to() -> str:
    """Return where providers send browsers back to, as it must be registered with them."""
    return str(settings.PUBLIC_URL) + reverse("console:mailbox_signed_in")


def _comes_back(request: HttpRequest) -> bool:
    # Back at another name of this machine, the browser would not show its cookie.
    return request.headers.get("Origin", "null") in {"null", settings.PUBLIC_URL}


@needs(Power.COMPANY)
@require_GET
def signed_in(request: HttpRequest) -> HttpResponse:
    """Take what the provider sent the browser back with."""
    state = request.GET.get("state", "")
    asked = MailboxSignIn.of(state, member=me(request), browser=SignIn.id_of(request))
    if asked is None:
        words = _(
            "This sign-in did not begin in this browser. Begin it on the page of the mailbox."
        )
        return list_mailboxes(request, words=words)
    if not asked.use():
        return _again(request, asked)
    try:
        return _let_in(request, asked)
    except Trouble as why:
        asked.failed(why)
        return _back(asked)


def _again(request: HttpRequest, asked: MailboxSignIn) -> HttpResponse:
    """A reload, a second click, or half an hour too late."""
    if asked.trouble:
        return _back(asked)
    if asked.used_at is None:
        asked.failed(Trouble("code"))
        return _back(asked)
    if asked.mailbox_id and not asked.answers:
        return redirect("console:mailbox_account", asked.mailbox_id)
    return redirect("console:mailboxes")


def _let_in(request: HttpRequest, asked: MailboxSignIn) -> HttpResponse:
    if asked.mailbox:
        found_mailbox(request, asked.mailbox.pk)
    form = SignInForm(asked.answers, instance=asked.mailbox, member=me(request), app=asked.app)
    permission = asked.permission(request.GET.dict(), back_to=back_to())
    if not form.is_valid():
        raise Trouble(
            "answers", " ".join(str(words) for each in form.errors.values() for words in each)
        )
    why = form.let_in(permission)
    if why and why.code in {"token_refused", "other_account"}:
        raise why
    try:
        with transaction.atomic():
            mailbox = form.save_by(me(request))
            asked.succeeded(mailbox, account=permission.account)
    except Http404:
        return list_without(request)
    bell.ring_now("email.mailboxes")
    if why:  # the page says what
        return redirect("console:mailbox_account", mailbox.pk)
    messages.success(request, _("Connected. New mail becomes tickets."))
    return redirect("console:mailboxes")


def _back(asked: MailboxSignIn) -> HttpResponse:
    """To the page where it began, which says what went wrong and still has the answers."""
    if asked.mailbox_id:
        page = reverse("console:mailbox_account", args=[asked.mailbox_id])
    else:
        page = reverse("console:mailbox_new")
    return redirect(f"{page}?{urlencode({PARAMETER: asked.pk})}")


urlpatterns = [
    path("mailboxes/new/sign-in/", sign_in_new, name="mailbox_new_sign_in"),
    path("mailboxes/<int:mailbox_id>/sign-in/", sign_in, name="mailbox_sign_in"),
    path("mailboxes/signed-in/", signed_in, name="mailbox_signed_in"),
]
