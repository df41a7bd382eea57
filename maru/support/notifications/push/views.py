"""The browsers that a member lets Maru push to, and the script that shows there what comes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.webpush.key import PushKey
from maru.kit.webpush.pushing import Gone
from maru.kit.webpush.subscription import NotASubscription, Subscription
from maru.staff.members.access import open_to_all, signed_in
from maru.staff.members.models import Member, SignIn
from maru.staff.members.views.me import me
from maru.support.notifications.push.browser import PushBrowser
from maru.support.notifications.push.sending import try_out

SCRIPT = "push-worker.js"


@open_to_all("A browser fetches it anew by itself, also while nobody is signed in.")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script stands below the address that it may act for, and under one name for ever."""
    place = finders.find(SCRIPT)
    try:
        if place:
            with open(place, "rb") as file:
                script = file.read()
        else:
            with staticfiles_storage.open(SCRIPT) as file:
                script = file.read()
    except OSError as error:
        raise Http404 from error
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=headers)


@signed_in
@require_POST
def browsers(request: HttpRequest) -> HttpResponse:
    """Let Maru push to the browser that asks: for as long as it is signed in."""
    sign_in = get_object_or_404(
        me(request).sign_ins.filter(ended_at=None), pk=SignIn.id_of(request)
    )
    try:
        subscription = Subscription.read(request.POST.get("subscription", ""))
    except NotASubscription:
        text = _("The push service of this browser is none that Maru may speak to.")
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
    PushBrowser.subscribe(sign_in, subscription)
    return HttpResponse(status=204)


@signed_in
@require_http_methods(["POST", "DELETE"])
def browser(request: HttpRequest, pk: int) -> HttpResponse:
    """POST says whether it shows who wrote what; DELETE pushes there no more."""
    found = get_object_or_404(PushBrowser.objects.visible_to(me(request)), pk=pk)
    if request.method == "DELETE":
        found.forget(by=me(request))
    else:
        found.show_more("more" in request.POST, by=me(request))
    return render(request, "notifications/_push.html", push_context(request, me(request)))


@signed_in
@require_POST
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Push a word there, and say what was wrong."""
    found = get_object_or_404(PushBrowser.objects.visible_to(me(request)), pk=pk)
    try:
        wrong = try_out(found)
    except Gone:
        messages.error(
            request, _("Its push service knows that browser no more: switch it on anew.")
        )
    else:
        if wrong:
            messages.error(request, _("It was not taken: %(why)s") % {"why": wrong})
        else:
            messages.success(request, _("It is on its way. It should appear at once."))
    return redirect("notifications:wishes")


def push_context(request: HttpRequest, member: Member) -> dict[str, Any]:
    """Return what _push.html needs."""
    found = list(PushBrowser.objects.visible_to(member).order_by("id"))
    this = SignIn.id_of(request)
    return {
        "browsers": found,
        "this_sign_in": this,
        "push_key": PushKey.ours().public,
        "push_known": next((each.endpoint_hash for each in found if each.sign_in_id == this), ""),
    }


# /notifications/push/
urlpatterns = [
    path("worker.js", worker, name="push_worker"),
    path("browsers/", browsers, name="push_browsers"),
    path("browsers/<int:pk>/", browser, name="push_browser"),
    path("browsers/<int:pk>/trial/", trial, name="push_trial"),
]
