"""Files for an import in pieces, as the page of imports sends them: what a piece needs, in JSON."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.extensions.email.importing.upload import NoRoom, OutOfStep, Unwelcome, Upload
from maru.extensions.email.importing.upload_api import found
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.models import PendingFile


class BeginForm(forms.Form):
    name = forms.CharField(max_length=1_000)
    size = forms.IntegerField(min_value=0, max_value=2**53)
    modified = forms.CharField(max_length=40, required=False)


@needs(Power.COMPANY)
@require_POST
def uploads(request: HttpRequest) -> HttpResponse:
    """Begin one, or go on with what is here of the same file."""
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _no(422, _("A file needs a name and a size."))
    try:
        return _told(Upload.begin(by=me(request), **form.cleaned_data))
    except NoRoom as why:
        return _no(507, str(why))
    except Unwelcome as why:
        return _no(422, str(why))


@needs(Power.COMPANY)
@require_http_methods(["GET", "PATCH", "DELETE"])
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """GET: how much is here. PATCH ?at=: the next piece. DELETE: discard it."""
    each = found(me(request), key)
    if request.method == "DELETE":
        if isinstance(each, Upload):
            each.discard()
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if request.method == "GET" or isinstance(each, PendingFile):
        return _told(each)
    at = request.GET.get("at", "")
    if not at.isdecimal() or len(at) > 16:
        return _no(422, _("Which byte does the piece begin with?"))
    try:
        return _told(each.append(int(at), request.body) or each)
    except OutOfStep as why:
        return JsonResponse({"received": why.received}, status=409)
    except Unwelcome as why:
        return _no(422, str(why))


def _told(each: Upload | PendingFile) -> JsonResponse:
    is_whole = isinstance(each, PendingFile)
    received = each.size if isinstance(each, PendingFile) else each.received
    address = reverse("console:upload", args=[each.key])
    return JsonResponse({"key": each.key, "url": address, "received": received, "whole": is_whole})


def _no(status: int, words: str) -> JsonResponse:
    return JsonResponse({"message": words}, status=status)


urlpatterns = [
    path("imports/uploads/", uploads, name="uploads"),
    path("imports/uploads/<str:key>/", upload, name="upload"),
]
