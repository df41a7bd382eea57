"""How it might be, as a person asks it to be tried."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maru.support.routing.choices import Strategy
from maru.support.routing.models import RoutingRule
from maru.support.routing.rules.rule import MOST
from maru.support.routing.simulating.variant import Variant, as_now

DAYS = [(7, _("the last 7 days")), (14, _("the last 14 days")), (28, _("the last 28 days"))]
FURTHEST = 50  # people more or fewer


class TrialForm(forms.Form):
    days = forms.TypedChoiceField(label=_("What is played"), choices=DAYS, coerce=int, initial=28)
    strategy = forms.ChoiceField(label=_("Who gets the next one"), choices=Strategy.choices)
    capacity = forms.IntegerField(label=_("Tickets at once"), min_value=1, max_value=MOST)
    people = forms.IntegerField(
        label=_("People more (+) or fewer (−)"), min_value=-FURTHEST, max_value=FURTHEST, initial=0
    )

    def __init__(self, data: Any = None, *, rule: RoutingRule) -> None:
        super().__init__(data, initial={"strategy": rule.strategy, "capacity": rule.capacity})
        self.rule = rule

    @property
    def variant(self) -> Variant:
        said = self.cleaned_data
        now = as_now(self.rule)
        return Variant(
            strategy=said["strategy"], capacity=said["capacity"], people=said["people"],
            weights=now.weights, prefers_known=now.prefers_known,
            needs_language=now.needs_language, absent_minutes=now.absent_minutes,
        )  # fmt: skip
