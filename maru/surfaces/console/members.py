from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.staff.members.access import needs
from maru.staff.members.forms.member import MemberForm
from maru.staff.members.managing import Disallowed
from maru.staff.members.models import Invitation, Member, SignInLink
from maru.staff.members.roles import Power
from maru.staff.members.second_step.resetting import reset_second_step
from maru.staff.members.second_step.state import has_second_step
from maru.staff.members.views.me import me
from maru.support.tickets.handing_over import left_by
from maru.support.tickets.leaving import HandOverForm, let_go


@needs(Power.PEOPLE)
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    known = Member.objects.visible_to(me(request))
    is_active = request.GET.get("state") != "deactivated"
    found = known.filter(is_active=is_active).prefetch_related("brands", "teams")
    context = {
        "members": found,
        "shows_active": is_active,
        "active_count": known.filter(is_active=True).count(),
        "deactivated_count": known.filter(is_active=False).count(),
        "waiting_count": Invitation.objects.visible_to(me(request)).waiting().count(),
        "brand_ids": set(Brand.objects.visible_to(me(request)).values_list("pk", flat=True)),
        "hidden_team_ids": me(request).hidden_team_ids,
    }
    return render(request, "console/members.html", context)


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    found = _find(request, member_id)
    form = MemberForm(request.POST or None, by=me(request), member=found)
    if request.method == "POST" and form.is_valid():
        try:
            found.revise(by=me(request), **form.cleaned_data)
        except Disallowed as why:
            form.add_error("role", str(why))
        else:
            messages.success(request, _("Saved."))
            return redirect("console:member", found.pk)
    return _show(request, found, form)


@needs(Power.PEOPLE)
@require_http_methods(["POST", "DELETE"])
def deactivation(request: HttpRequest, member_id: int) -> HttpResponse:
    found = _find(request, member_id)
    form = HandOverForm(request.POST, by=me(request), leaving=found)
    if request.method == "POST" and not form.is_valid():
        refusal = _("Choose who takes over.")
        return render(request, "console/_standing.html", _standing(request, found, refusal))
    try:
        if request.method == "POST":
            let_go(found, to=form.heir, by=me(request))
        else:
            found.reactivate(by=me(request))
    except Disallowed as why:
        return render(request, "console/_standing.html", _standing(request, found, str(why)))
    return render(request, "console/_standing.html", _standing(request, found))


@needs(Power.PEOPLE)
@never_cache
@require_POST
def sign_in_link(request: HttpRequest, member_id: int) -> HttpResponse:
    """Make a new link, for whoever could do as much as this member anyway."""
    found = _find(request, member_id)
    link = ""
    if found.is_entered_by(me(request)) and found.is_active:
        link = _new_link(found, by=me(request))
    return render(request, "console/_sign_in_link.html", {"member": found, "link": link})


@needs(Power.COMPANY)
@require_POST
def second_step_reset(request: HttpRequest, member_id: int) -> HttpResponse:
    """Take a member's second step away, for who lost their telephone."""
    found = _find(request, member_id)
    try:
        reset_second_step(found, by=me(request))
        messages.success(request, _("The second step is reset. They were told by mail."))
    except Disallowed as why:
        messages.error(request, str(why))
    return redirect("console:member", found.pk)


def _find(request: HttpRequest, member_id: int) -> Member:
    return get_object_or_404(Member.objects.visible_to(me(request)), pk=member_id)


def _new_link(member: Member, *, by: Member) -> str:
    with transaction.atomic():
        token = SignInLink.issue(member)
        Event.record("member.link", member, by=by)
    return settings.PUBLIC_URL + reverse("members:sign_in_link", args=[token])


def _show(request: HttpRequest, found: Member, form: MemberForm) -> HttpResponse:
    context = {"form": form, "history": Event.of(found).order_by("-id")[:8], "link": ""}
    status = 422 if form.is_bound else 200
    return render(
        request, "console/member.html", context | _standing(request, found), status=status
    )


def _standing(request: HttpRequest, found: Member, refusal: str = "") -> dict[str, Any]:
    mine = me(request)
    return {
        "member": found,
        "refusal": refusal,
        "may_change": found.is_managed_by(mine),
        "may_enter": found.is_entered_by(mine),
        "is_me": found == mine,
        "may_reset": mine.sees_company and found != mine and has_second_step(found),
        "left": left_by(found),
        "hand_over": HandOverForm(by=mine, leaving=found),
    }


urlpatterns = [
    path("members/", members, name="members"),
    path("members/<int:member_id>/", member, name="member"),
    path("members/<int:member_id>/deactivation/", deactivation, name="deactivation"),
    path("members/<int:member_id>/second-step/reset/", second_step_reset, name="second_step_reset"),
    path("members/<int:member_id>/sign-in-link/", sign_in_link, name="member_link"),
]
