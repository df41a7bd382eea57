"""What Maru understands of messages: which of it is said, from how much it was learnt and how well
it does on tickets that were held back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.understanding.facet import LEARNT, Facet, FacetName
from maru.support.understanding.lesson import LessonState
from maru.support.understanding.models import Lesson, Reassessment
from maru.support.understanding.setting import FacetForm
from maru.support.understanding.values import words_of

SHOWN = 10  # lessons of a facet


@needs(Power.COMPANY)
@require_safe
def understanding(request: HttpRequest) -> HttpResponse:
    used = {each.facet: each for each in Lesson.objects.filter(state=LessonState.IN_USE)}
    newest = {name: Lesson.objects.filter(facet=name).first() for name in LEARNT}
    lines = [
        (facet, used.get(name), newest.get(FacetName(name)), name in LEARNT)
        for name, facet in Facet.every().items()
    ]
    return render(request, "console/understanding.html", {"lines": lines})


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def facet(request: HttpRequest, name: str) -> HttpResponse:
    found = Facet.of(_known(name))
    form = FacetForm(request.POST or None, facet=found)
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:facet", name)
    lessons = list(Lesson.objects.filter(facet=name)[:SHOWN])
    used = next((each for each in lessons if each.state == LessonState.IN_USE), None) or (
        Lesson.objects.filter(facet=name, state=LessonState.IN_USE).first()
    )
    context: dict[str, Any] = {
        "facet": found, "form": form, "lessons": lessons, "used": used,
        "is_reassessed": Reassessment.objects.filter(facet=name).exists(),
        "is_learnt": name in LEARNT, "words": lambda value: words_of(found, value),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "console/facet.html", context, status=status)


@needs(Power.COMPANY)
@require_POST
def learning(request: HttpRequest, name: str) -> HttpResponse:
    """Have it learnt anew."""
    if _known(name) not in LEARNT:
        raise Http404
    Lesson.ask(name, by=me(request))
    messages.success(request, _("It is learnt in the background, when there is time for it."))
    return redirect("console:facet", name)


@needs(Power.COMPANY)
@require_POST
def lesson_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Use this version from now on."""
    lesson = get_object_or_404(Lesson, pk=pk)
    if lesson.use(by=me(request)):
        messages.success(request, _("Version %(version)s is in use.") % {"version": pk})
    else:
        messages.error(request, _("Of this version nothing is kept that could be used."))
    return redirect("console:facet", lesson.facet)


def _known(name: str) -> str:
    if name not in FacetName.values:
        raise Http404
    return name


urlpatterns = [
    path("understanding/", understanding, name="understanding"),
    path("understanding/lessons/<int:pk>/use/", lesson_use, name="lesson_use"),
    path("understanding/<slug:name>/", facet, name="facet"),
    path("understanding/<slug:name>/learning/", learning, name="facet_learning"),
]
