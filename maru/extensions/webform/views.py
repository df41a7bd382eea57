"""The public pages: no one is signed in, no cookie is set or needed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from maru.extensions.webform.confirming import GUESSES, confirm_by_link
from maru.extensions.webform.languages import language_for
from maru.extensions.webform.models import Submission, WebForm
from maru.extensions.webform.sending import Sending
from maru.extensions.webform.telling import how_link_comes
from maru.records.channels.envelope import EnvelopeState
from maru.staff.members.access import open_to_all
from maru.staff.members.throttle import client_address

ARRIVED = {EnvelopeState.RECEIVED, EnvelopeState.OPENED, EnvelopeState.QUARANTINED}


@open_to_all("Customers have no account; nothing comes in before its link was opened (S4).")
@csrf_exempt  # there is no cookie to misuse; a stamp and Sec-Fetch-Site stand in its place
@xframe_options_exempt  # frame-ancestors says who may
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, address: str) -> HttpResponse:
    """Show the form of a brand; POST keeps what was written until its address is confirmed."""
    web_form = WebForm.objects.at(address)
    if web_form is None or web_form.mailbox() is None:
        return _said(request, _("This form is closed"), _("Nothing can be sent here now."), 404)
    language = language_for(request, web_form.brand)
    with translation.override(language):
        sending = Sending(request, web_form, language)
        if request.method == "POST" and (submission := sending.submit()):
            context = {"told": how_link_comes(submission), **_frame(request, web_form, language)}
            response = render(request, "webform/sent.html", {"sent": submission, **context})
        else:
            context = {"sending": sending, **_frame(request, web_form, language)}
            response = render(request, "webform/form.html", context, status=sending.status)
            if sending.wait:
                response["Retry-After"] = str(sending.wait)
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language"
    response._csp_update = {"frame-ancestors": web_form.origins}  # type: ignore[attr-defined]
    return response


@open_to_all("Whoever has the link of a mail reads the address that it confirms.")
@csrf_exempt  # the link is the secret
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask with a button, because programs open links in mails too; POST lets the message in."""
    place = client_address(request)
    if wait := GUESSES.wait(place):
        words = ngettext(
            "Try again in %(n)d minute.", "Try again in %(n)d minutes.", wait // 60 + 1
        )
        return _said(request, _("Too many attempts"), words % {"n": wait // 60 + 1}, 429)
    submission = Submission.objects.by_link(token)
    if submission is None:
        GUESSES.count(place, token)
        return _said(request, _("This link does not work"), _("Copy it whole from the mail."), 404)
    with translation.override(submission.language):
        response = _confirmation(request, submission)
    response["Content-Language"] = submission.language
    return response


def _confirmation(request: HttpRequest, submission: Submission) -> HttpResponse:
    waiting = submission.siblings()
    brand = submission.web_form.brand
    words = {"brand": brand.name, "address": submission.address}
    arrived = (
        _("Your message has arrived"),
        _("%(brand)s answers you by mail to %(address)s.") % words,
    )
    chosen = {int(pk) for pk in request.POST.getlist("letter") if pk.isdecimal() and len(pk) < 19}
    if request.method == "POST" and confirm_by_link(submission, chosen):
        return _said(request, *arrived, 200, icon="check")
    if waiting:
        context = {
            "submission": submission,
            "waiting": [(one, one.letter.title) for one in waiting],
            "is_unchosen": request.method == "POST" and not chosen,
            "brand": brand,
            "lang": submission.language,
            "theme": "",
        }
        status = 422 if request.method == "POST" else 200
        return render(request, "webform/confirmation.html", context, status=status)
    if submission.envelope.state in ARRIVED:
        return _said(request, *arrived, 200, icon="check")
    again = (
        _("The time to confirm it is over, or it was withdrawn. %(brand)s did not get the message.")
        % words
    )
    return _said(
        request, _("This link does not work any more"), again, 410, href=submission.web_form.path
    )


def _frame(request: HttpRequest, web_form: WebForm, language: str) -> dict[str, Any]:
    theme = request.GET.get("theme", "")
    return {
        "web_form": web_form,
        "brand": web_form.brand,
        "title": web_form.title(language),
        "intro": web_form.intro(language),
        "lang": language,
        "languages": settings.LANGUAGES,
        "theme": theme if theme in {"light", "dark"} else "",
    }


def _said(
    request: HttpRequest, heading: str, text: str, status: int, *, href: str = "", icon: str = ""
) -> HttpResponse:
    context = {"heading": heading, "text": text, "href": href, "icon_name": icon or "info",
               "lang": translation.get_language(), "theme": ""}  # fmt: skip
    return render(request, "webform/said.html", context, status=status)
