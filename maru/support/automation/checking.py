"""A rule that names what is gone since is switched off, with the reason shown (and an alarm)."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.jobs import sweep
from maru.staff.alarms.conditions import Facts, condition
from maru.staff.members.roles import Power
from maru.support.automation.faults import faults_of
from maru.support.automation.models import Halt, Rule, Stir

AT_ONCE = 20  # rules of one look, whatever each of them names


@sweep("automation.checking", every=60, gives_way=5.0)
def switch_off_broken() -> int:
    """Look at those rules that are on that were looked at longest ago, AT_ONCE at most; return 0.
    Costs two queries, and a few for each rule. Until then what is gone is shown as not done."""
    looked_at = F("checked_at").asc(nulls_first=True)
    rules = list(Rule.objects.on().order_by(looked_at, "id")[:AT_ONCE])
    Rule.objects.filter(pk__in=[rule.pk for rule in rules]).update(checked_at=timezone.now())
    for rule in rules:
        if faults_of(rule):
            rule.switch(False, by=None, broken=True)
    return 0


@condition(
    "rules_broken",
    _("rules"),
    _("%(n)s rules were switched off because they name something that is gone."),
    advice=_("Look at what each says, correct it, and switch it on again."),
    power=Power.AUTOMATE,
)
def broken() -> Facts | None:
    n = Rule.objects.filter(is_broken=True, removed_at=None).count()
    return {"n": n} if n else None


@condition(
    "rules_halted",
    _("rules that run too often"),
    _("Rules are held back on %(n)s tickets: they were carried out there again and again."),
    advice=_("Look on the page of the rule what sets it off, then let it run again."),
    power=Power.AUTOMATE,
)
def halted() -> Facts | None:
    n = Halt.objects.standing().filter(rule__removed_at=None).count()
    return {"n": n} if n else None


@condition(
    "rules_given_up",
    _("events that rules wait for"),
    _("Of %(n)s events the rules were not asked: looking at them ended the worker each time."),
    advice=_(
        "The log of the worker says which; report it to whoever makes Maru. The page of the rules "
        "asks about them once more, or lets them be."
    ),
)
def given_up() -> Facts | None:
    n = Stir.objects.given_up().count()
    return {"n": n} if n else None
