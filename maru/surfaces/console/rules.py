"""What Maru does by itself: rules, in the order in which they are asked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.conditions.editing import sheet_in
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.automation.faults import faults, faults_of
from maru.support.automation.forms import RuleForm
from maru.support.automation.looping import loops_with
from maru.support.automation.models import Firing, Halt, Rule, Stir
from maru.support.automation.rule import may_reach, move_rule
from maru.support.automation.trying import try_out
from maru.support.automation.undoing import MOST, undo_all
from maru.support.automation.vocabulary import RULES
from maru.support.automation.when import in_words
from maru.support.automation.wording import does
from maru.support.tickets.editing_conditions import choices_of, offered_to
from maru.support.tickets.views.asking import number_in

SHOWN = 50  # firings of a page
TOLD = 20  # versions and events of its history


@needs(Power.AUTOMATE)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    by = me(request)
    found = Rule.objects.visible_to(by).prefetch_related("brands", "teams")
    rows = [
        (rule, in_words(rule.when, by), does(rule.changes, by), rule.may_be_changed_by(by))
        for rule in found
    ]
    given_up = Stir.objects.given_up().count() if by.can(Power.COMPANY) else 0
    return render(request, "console/rules.html", {"rows": rows, "given_up": given_up})


@needs(Power.COMPANY)
@require_POST
def rules_given_up(request: HttpRequest) -> HttpResponse:
    """Ask the rules once more about events that were given up; with dismiss=1 no more."""
    by = me(request)
    if "dismiss" in request.POST:
        n = Stir.objects.dismiss_given_up(by=by)
        words = ngettext("%(n)s event is let be.", "%(n)s events are let be.", n)
    else:
        n = Stir.objects.retry_given_up(by=by)
        words = ngettext(
            "The rules are asked about %(n)s event once more.",
            "The rules are asked about %(n)s events once more.", n,
        )  # fmt: skip
    messages.success(request, words % {"n": n})
    return redirect("console:rules")


@needs(Power.AUTOMATE)
@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@needs(Power.AUTOMATE)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one, to be changed by whoever may."""
    found = _rule(request, pk)
    if found.may_be_changed_by(me(request)):
        return _edit(request, found)
    if request.method == "POST":
        raise Http404
    context = {"may_change": False, **_about(found, me(request))}
    return render(request, "console/rule_shown.html", context)


def _edit(request: HttpRequest, rule: Rule | None) -> HttpResponse:
    by = me(request)
    form = RuleForm(request.POST if request.method == "POST" else None, member=by, rule=rule)
    if form.is_bound and form.is_valid():
        saved = form.save()
        messages.success(request, _("Saved.") if rule else _("Saved, and switched off yet."))
        _warn_of_loops(request, saved)
        return redirect("console:rule", saved.pk)
    context: dict[str, Any] = {
        "form": form,
        "asked": form.asked,
        "sheet": form.sheet,
        "rule": rule,
        "editor_href": reverse("console:rule_conditions"),
        **(_about(rule, by) if rule else {}),
    }
    return render(request, "console/rule.html", context, status=422 if form.is_bound else 200)


def _warn_of_loops(request: HttpRequest, rule: Rule) -> None:
    # Of rules that the member may not know of, no name is told (S8).
    others = Rule.objects.visible_to(me(request)).on().exclude(pk=rule.pk)
    if names := [other.name for other in loops_with(rule.when, rule.changes, others)]:
        words = _("It and %(names)s set one another off. Each is carried out once because of the "
                  "same event, then they stop.")  # fmt: skip
        messages.warning(request, words % {"names": ", ".join(f"“{name}”" for name in names)})


def _about(rule: Rule, by: Member) -> dict[str, Any]:
    halts = Halt.objects.standing().visible_to(by).filter(rule=rule).select_related("ticket")
    return {
        "rule": rule,
        "may_change": True,
        "whens": in_words(rule.when, by),
        "does": does(rule.changes, by),
        "faults": faults_of(rule),
        "halts": list(halts[:SHOWN]),
        "versions": [
            (one, in_words(one.content["when"], by), does(one.content["changes"], by))
            for one in rule.versions.all()[:TOLD]
        ],
        "history": list(Event.of(rule).exclude(verb="rule.changed").order_by("-id")[:TOLD]),
    }


@needs(Power.AUTOMATE)
@require_POST
def rule_conditions(request: HttpRequest) -> HttpResponse:
    """Show the conditions anew, with the pressed button done; nothing is saved."""
    by = me(request)
    sheet = sheet_in(RULES, request.POST, choices_of(by), offered_to(by))
    context = {"sheet": sheet, "editor_href": reverse("console:rule_conditions")}
    return render(request, "conditions/_editor.html", context)


@needs(Power.AUTOMATE)
@require_POST
def rule_running(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it on, or with off=1 off."""
    found = _changeable(request, pk)
    if "off" in request.POST:
        found.switch(False, by=me(request))
        messages.success(request, _("It is off; what it did stays."))
    elif wrong := faults_of(found):
        messages.error(request, _("It cannot be switched on: %(why)s") % {"why": wrong[0]})
    else:
        found.switch(True, by=me(request))
        messages.success(request, _("It is on."))
        _warn_of_loops(request, found)
    return redirect("console:rule", pk)


@needs(Power.AUTOMATE)
@require_POST
def rule_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask it earlier, with down=1 later, or at the place to=2."""
    by, found, asked = me(request), _changeable(request, pk), request.POST.get("to", "")
    seen = list(Rule.objects.visible_to(by).values_list("pk", flat=True))
    at = seen.index(found.pk)
    is_number = asked.isascii() and asked.isdecimal()
    to = int(asked[:4]) if is_number else at + (1 if "down" in request.POST else -1)
    move_rule(found, _place_among_all(seen, found.pk, to), by=by)
    return redirect("console:rules")


def _place_among_all(seen: list[int], pk: int, to: int) -> int:
    """Return the place among all rules that is ``to`` among those that the member sees."""
    others = [one for one in seen if one != pk]
    every = list(Rule.objects.filter(removed_at=None).values_list("pk", flat=True))
    every.remove(pk)
    return every.index(others[max(0, to)]) if to < len(others) else len(every)


@needs(Power.AUTOMATE)
@require_POST
def rule_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out; undo=1 brings it back."""
    by = me(request)
    if "undo" in request.GET:
        removed = get_object_or_404(Rule.objects.removed_from(by), pk=pk)
        if not removed.may_be_changed_by(by):
            raise Http404
        removed.bring_back(by=by)
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    _changeable(request, pk).remove(by=by)
    way_back = reverse("console:rule_removal", args=[pk]) + "?undo=1"
    messages.success(request, _("Removed; what it did stays."), extra_tags=way_back)
    return redirect("console:rules")


@needs(Power.AUTOMATE)
@require_POST
def rule_return(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Make it again what it was as a version: a new one that says the same."""
    by, found = me(request), _changeable(request, pk)
    version = get_object_or_404(found.versions.all(), number=number)
    fields = version.fields
    brands = None if fields["is_everywhere"] else fields["brands"]
    wrong = list(faults(fields["when"], fields["conditions"], fields["changes"]))
    if not may_reach(by, brands, fields["teams"]) or (brands is not None and not brands):
        messages.error(request, _("That version reaches further than your role allows."))
    elif wrong:
        messages.error(request, _("It cannot be gone back to: %(why)s") % {"why": wrong[0]})
    else:
        words = _("Back to version %(number)s") % {"number": number}
        found.revise(by=by, why=words, **fields)
        messages.success(request, _("It is as in version %(number)s.") % {"number": number})
    return redirect("console:rule", pk)


@needs(Power.AUTOMATE)
@require_safe
def rule_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what it would have done lately, and on which tickets."""
    by, found = me(request), _rule(request, pk)
    context: dict[str, Any] = {"rule": found, "faults": faults_of(found)}
    if not context["faults"]:
        trial = context["trial"] = try_out(found, by)
        read = {ticket.requester_id for ticket, _at in trial.tickets}
        AccessRecord.note(request, "list", by=by, customers=read)
    return render(request, "console/rule_trial.html", context)


@needs(Power.AUTOMATE)
@require_safe
def firings(request: HttpRequest, pk: int) -> HttpResponse:
    """List what it did lately, in tickets that one sees; failed=1: only where something failed."""
    by, found = me(request), _rule(request, pk)
    rows = Firing.objects.visible_to(by).filter(rule=found).select_related("ticket")
    if request.GET.get("failed"):
        rows = rows.filter(failed__gt=0)
    shown = rows.newest(SHOWN)
    read = {firing.ticket.requester_id for firing in shown}
    AccessRecord.note(request, "list", by=by, customers=read)
    context = {
        "rule": found,
        "firings": shown,
        "member": by,
        "may_undo": by.can(Power.CHANGE) and any(firing.may_be_undone for firing in shown),
    }
    return render(request, "console/rule_firings.html", context)


@needs(Power.CHANGE)
@require_POST
def firings_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was chosen of what it did, and say what stays and why."""
    by, found = me(request), _rule(request, pk)
    wanted = [number_in(each) for each in request.POST.getlist("firing")[:MOST]]
    rows = Firing.objects.visible_to(by).filter(rule=found, pk__in=wanted)
    became = undo_all(rows.select_related("ticket", "rule", "cause"), by=by)
    if not became:
        messages.error(request, _("Choose at least one."))
    if n := sum(each.is_undone for each in became):
        words = ngettext("Taken back on %(n)s ticket.", "Taken back on %(n)s tickets.", n)
        messages.success(request, words % {"n": n})
    if stays := [f"#{each.firing.ticket_id}: {each.why}" for each in became if each.why]:
        messages.warning(request, _("What stays: %(what)s") % {"what": " · ".join(stays)})
    return redirect("console:rule_firings", pk)


@needs(Power.AUTOMATE)
@require_POST
def rule_lifting(request: HttpRequest, pk: int, halt_id: int) -> HttpResponse:
    """Let it be carried out again on a ticket where it was held back."""
    found = _changeable(request, pk)
    halts = Halt.objects.visible_to(me(request)).filter(rule=found)
    get_object_or_404(halts, pk=halt_id).lift(by=me(request))
    messages.success(request, _("It may run there again."))
    return redirect("console:rule", pk)


def _rule(request: HttpRequest, pk: int) -> Rule:
    rows = Rule.objects.visible_to(me(request)).prefetch_related("brands", "teams")
    return get_object_or_404(rows, pk=pk)


def _changeable(request: HttpRequest, pk: int) -> Rule:
    found = _rule(request, pk)
    if not found.may_be_changed_by(me(request)):
        raise Http404
    return found


urlpatterns = [
    path("rules/", rules, name="rules"),
    path("rules/new/", rule_new, name="rule_new"),
    path("rules/conditions/", rule_conditions, name="rule_conditions"),
    path("rules/given-up/", rules_given_up, name="rules_given_up"),
    path("rules/<int:pk>/", rule, name="rule"),
    path("rules/<int:pk>/running/", rule_running, name="rule_running"),
    path("rules/<int:pk>/place/", rule_place, name="rule_place"),
    path("rules/<int:pk>/removal/", rule_removal, name="rule_removal"),
    path("rules/<int:pk>/versions/<int:number>/return/", rule_return, name="rule_return"),
    path("rules/<int:pk>/trial/", rule_trial, name="rule_trial"),
    path("rules/<int:pk>/firings/", firings, name="rule_firings"),
    path("rules/<int:pk>/firings/undoing/", firings_undoing, name="firings_undoing"),
    path("rules/<int:pk>/halts/<int:halt_id>/lifting/", rule_lifting, name="rule_lifting"),
]
