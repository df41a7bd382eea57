from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.staff.journal.models import Event
from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.staff.members.personal.forms import AvailabilityForm, PreferencesForm
from maru.staff.members.personal.preferring import Theme
from maru.staff.members.views.me import me


@signed_in
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and save how a member likes to have it."""
    member = me(request)
    # No box ticked sends no field, and is an answer, too.
    given = request.POST if request.method == "POST" else None
    # A copy: a refused answer must not change the page that says so.
    form = PreferencesForm(given, instance=Member.objects.get(pk=member.pk))
    if request.method == "POST" and form.is_valid():
        form.save_by(member, noun="preferences")
        messages.success(request, _("Your choice is saved."))
        return redirect("members:preferences")
    status = 422 if form.is_bound else 200
    return render(request, "members/preferences.html", {"form": form}, status=status)


@signed_in
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark, or what the system has: from the menu, without leaving the page."""
    member, chosen = me(request), request.POST.get("theme", "")
    if chosen not in Theme.values:
        return HttpResponse(status=422)
    if member.theme != chosen:
        before, member.theme = member.theme, chosen
        member.save(update_fields=["theme"])
        Event.record(
            "preferences.changed", member, by=member, before={"theme": before},
            after={"theme": chosen},
        )  # fmt: skip
    return HttpResponse(status=204)


@signed_in
@require_http_methods(["GET", "POST"])
def availability(request: HttpRequest) -> HttpResponse:
    """GET shows once more what one is; POST says it."""
    member = me(request)
    if request.method == "GET":
        return _shown(request)
    form = AvailabilityForm(request.POST, member=member)
    if not form.is_valid():
        problem = str(next(iter(form.errors.values()))[0])
        if "HX-Request" in request.headers:
            return _shown(request, problem=problem, status=422)
        messages.error(request, problem)
        return redirect(_from(request))
    said = form.cleaned_data
    member.become(said["availability"], by=member, back_at=said["back"])
    return _shown(request) if "HX-Request" in request.headers else redirect(_from(request))


def _shown(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"problem": problem}
    return render(request, "members/_availability_changed.html", context, status=status)


def _from(request: HttpRequest) -> str:
    """Return the page of ours that one was on."""
    came = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came, {request.get_host()})
    return came if is_ours else "/"
