"""Synonyms: the company's groups, Maru's own, and how a word is read with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.search.explaining import explained
from maru.kit.search.finding import find
from maru.kit.search.near import near
from maru.kit.search.reading import read
from maru.kit.search.synonyms import trying
from maru.kit.text.analysis import Synonyms
from maru.kit.text.storable import storable
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.synonyms.built_in import BuiltIn, built_in
from maru.staff.synonyms.forms import SynonymForm
from maru.staff.synonyms.models import SynonymGroup
from maru.staff.synonyms.table import made, together

SHOWN = 12  # of Maru's groups, where nobody looks for one
COUNTED = 100  # tickets; "100+" above
TRIED = 6  # words of a group
LONGEST = 100  # characters of what is tried


@needs(Power.COMPANY)
@require_safe
def synonyms(request: HttpRequest) -> HttpResponse:
    """List the groups; ``?try=`` shows how it is read, ``?own=`` looks among Maru's."""
    tried = storable(request.GET.get("try", ""), LONGEST).strip()
    words = storable(request.GET.get("own", ""), LONGEST).strip()
    own = list(built_in())
    found = [group for group in own if _says(group, words)] if words else own
    # What was switched off is never out of sight.
    first = sorted(found, key=lambda group: group.is_on) if not words else found
    context: dict[str, Any] = {
        "groups": SynonymGroup.objects.visible_to(me(request)),
        "tried": tried,
        "words": words,
        "own": first if words or "all" in request.GET else first[:SHOWN],
        "own_count": len(own),
        "off_count": sum(not group.is_on for group in own),
    }
    if tried:
        context |= _read(tried, me(request))
    return render(request, "console/synonyms.html", context)


def _says(group: BuiltIn, words: str) -> bool:
    wanted = "".join(words.casefold().split())
    return any(wanted in "".join(word.casefold().split()) for word in group.words)


def _read(text: str, member: Member) -> dict[str, Any]:
    asked = read(text, member, kinds=["ticket"]).asked.words
    return {
        "explained": explained(text),
        "near": near(asked, member, kinds=["ticket"]),
        "with": _finds(text, member),
        "without": _finds(text, member, Synonyms([])),
    }


def _finds(text: str, member: Member, table: Synonyms | None = None) -> int:
    """Return how many tickets ``member`` finds, up to COUNTED + 1; by ``table``, if it is given."""
    look: Callable[[], Any] = lambda: find(text, member, kinds=["ticket"], size=COUNTED + 1)  # noqa: E731
    if table is None:
        return len(look().documents)
    with trying(table):
        return len(look().documents)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def synonym_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def synonym(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _group(request, pk))


def _edit(request: HttpRequest, group: SynonymGroup | None) -> HttpResponse:
    form = SynonymForm(request.POST or None, group=group)
    context: dict[str, Any] = {"form": form, "group": group, "counted": COUNTED}
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and "try" in request.POST:
        context["tried"] = _tried(form, group, me(request))
    elif is_valid:
        form.save_by(me(request))
        messages.success(request, _("Saved. Every search knows it now."))
        return redirect("console:synonyms")
    status = 422 if form.is_bound and not is_valid else 200
    return render(request, "console/synonym.html", context, status=status)


def _tried(
    form: SynonymForm, group: SynonymGroup | None, member: Member
) -> list[tuple[str, int, int]]:
    """Return each of the first words with how many tickets it finds without the group and with
    it."""
    words, one_way = form.cleaned_data["words"], form.cleaned_data["is_one_way"]
    without = made(besides=group.pk if group else None)
    whole = without | together([(words, one_way)])
    return [
        (word, _finds(word, member, without), _finds(word, member, whole)) for word in words[:TRIED]
    ]


@needs(Power.COMPANY)
@require_POST
def synonym_removal(request: HttpRequest, pk: int) -> HttpResponse:
    _group(request, pk).remove(by=me(request))
    messages.success(request, _("Removed. The search does not know it any more."))
    return redirect("console:synonyms")


@needs(Power.COMPANY)
@require_POST
def synonym_switch(request: HttpRequest) -> HttpResponse:
    """Switch one of Maru's groups: ``off`` or ``on`` is its key."""
    for state in ("on", "off"):
        if key := request.POST.get(state):
            group = next((each for each in built_in() if each.key == key), None)
            if group is None:
                raise Http404
            group.switch(on=state == "on", by=me(request))
    asked = {name: request.POST[name] for name in ("own", "all") if request.POST.get(name)}
    return redirect(f"{reverse('console:synonyms')}?{urlencode(asked)}#own")


def _group(request: HttpRequest, pk: int) -> SynonymGroup:
    return get_object_or_404(SynonymGroup.objects.visible_to(me(request)), pk=pk)


urlpatterns = [
    path("synonyms/", synonyms, name="synonyms"),
    path("synonyms/new/", synonym_new, name="synonym_new"),
    path("synonyms/switch/", synonym_switch, name="synonym_switch"),
    path("synonyms/<int:pk>/", synonym, name="synonym"),
    path("synonyms/<int:pk>/removal/", synonym_removal, name="synonym_removal"),
]
