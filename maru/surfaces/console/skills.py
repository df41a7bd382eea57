"""Skills: what there is to know, and who knows how much of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.kit.refusing.refusal import Refusal
from maru.kit.text.storable import storable
from maru.staff.members.access import needs
from maru.staff.members.models import Member, Skill
from maru.staff.members.roles import Power
from maru.staff.members.skills.forms import KnowsForm
from maru.staff.members.skills.spoken import name_of
from maru.staff.members.views.me import me


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST"])
def skills(request: HttpRequest) -> HttpResponse:
    """List them and who knows them; POST adds one."""
    problem = ""
    if request.method == "POST":
        try:
            Skill.add(storable(request.POST.get("name", ""), 200), by=me(request))
        except Refusal as why:
            problem = why.words
        else:
            messages.success(request, _("The skill is there. Say now who has it."))
            return redirect("console:skills")
    people = Member.objects.visible_to(me(request)).active()
    people = people.prefetch_related("masteries__skill", "speaks")
    context = {
        "skills": Skill.objects.all(),
        "people": [
            (member, list(member.masteries.all()), [name_of(s.language) for s in
                                                    member.speaks.all()])
            for member in people
        ],
        "may_change": me(request).can(Power.COMPANY),
        "problem": problem,
    }  # fmt: skip
    return render(request, "console/skills.html", context, status=422 if problem else 200)


@needs(Power.COMPANY)  # every brand has the same ones
@require_POST
def skill(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it otherwise."""
    found = get_object_or_404(Skill, pk=pk)
    try:
        found.rename(storable(request.POST.get("name", ""), 200), by=me(request))
    except Refusal as why:
        messages.error(request, why.words)
    else:
        messages.success(request, _("Saved."))
    return redirect("console:skills")


@needs(Power.COMPANY)  # every brand has the same ones
@require_POST
def skill_removal(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Skill, pk=pk).remove(by=me(request))
    messages.success(request, _("The skill is removed; what needed it needs it no more."))
    return redirect("console:skills")


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST"])
def member_skills(request: HttpRequest, member_id: int) -> HttpResponse:
    """Show and save what one member knows and speaks."""
    member = get_object_or_404(Member.objects.visible_to(me(request)), pk=member_id)
    may_change = member.is_managed_by(me(request))
    given = request.POST if request.method == "POST" else None
    form = KnowsForm(given, member=member)
    if given is not None and may_change and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:skills")
    context = {"form": form, "member": member, "may_change": may_change}
    return render(request, "console/member_skills.html", context, status=422 if given else 200)


urlpatterns = [
    path("skills/", skills, name="skills"),
    path("skills/<int:pk>/", skill, name="skill"),
    path("skills/<int:pk>/removal/", skill_removal, name="skill_removal"),
    path("members/<int:member_id>/skills/", member_skills, name="member_skills"),
]
