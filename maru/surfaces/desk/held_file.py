"""A file that is held back: why, and what an administrator may do about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.blobs.answer import as_download
from maru.staff.members.access import needs, signed_in
from maru.staff.members.by_pass import by_pass
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.hung_file import HungFile
from maru.support.tickets.views.files import file_of, note_reading
from maru.support.tickets.wording import scan_words


@signed_in
@require_safe
def held_file(request: HttpRequest, key: str) -> HttpResponse:
    """Say why nobody gets it (403); a file that is free is given. Who released one sees so."""
    file = file_of(me(request), key)
    if file.is_held:
        return _explained(request, file, 403)
    if file.is_released and me(request).can(Power.COMPANY):
        return _explained(request, file, 200)
    return HttpResponseRedirect(pass_to(me(request), "tickets:attachment", key))


@needs(Power.COMPANY)
@require_POST
def taking(request: HttpRequest, key: str) -> HttpResponse:
    """Give a file that is held back to an administrator who has said that they mean it."""
    file = file_of(me(request), key)
    if "sure" not in request.POST:
        return _explained(request, file, 422)
    return HttpResponseRedirect(pass_to(me(request), "desk:held_bytes", key))


@by_pass()
@require_safe
def held_bytes(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Give it, and enter that in the access ledger."""
    if not member.can(Power.COMPANY):
        raise Http404
    file = file_of(member, key)
    note_reading(request, "held_file", file, member)
    return as_download(file.sha256, file.name, "application/octet-stream")


@needs(Power.COMPANY)
@require_http_methods(["POST", "DELETE"])
def release(request: HttpRequest, key: str) -> HttpResponse:
    """POST lets the file out for everybody, DELETE holds it back again."""
    file = file_of(me(request), key)
    if request.method == "DELETE" or "undo" in request.POST:
        file.hold(by=me(request))
        messages.success(request, _("The file is held back again."))
    else:
        file.release(by=me(request))
        messages.success(
            request, _("The file is released: whoever sees what it hangs on may have it.")
        )
    return redirect(file.place)


def _explained(request: HttpRequest, file: HungFile, status: int) -> HttpResponse:
    context = {
        "file": file,
        "words": scan_words(file),
        "may_take": me(request).can(Power.COMPANY),
        "is_unsure": status == 422,
        "download": pass_to(me(request), "tickets:attachment", file.key),
    }
    return render(request, "desk/held_file.html", context, status=status)
