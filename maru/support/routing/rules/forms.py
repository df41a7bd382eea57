"""What a person sets of a team's routing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.journal.models import Event
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.routing.choices import PARTS, STRATEGIES_EXPLAINED, Strategy
from maru.support.routing.models import MemberCapacity, RoutingRule
from maru.support.routing.rules.rule import HEAVIEST, MOST, usual_weights

TICKET = "ticket"  # the one kind of work whose capacity is set so far


class RuleForm(RecordedForm[RoutingRule]):
    """The weights are asked one by one, and kept together."""

    class Meta:
        model = RoutingRule
        fields = [
            "is_on", "strategy", "capacity", "known_days", "absent_minutes", "needs_language",
            "asks_first", "offer_seconds", "overflow_to", "overflow_minutes",
        ]  # fmt: skip
        labels = {
            "is_on": gettext_lazy("Give tickets of this team by itself"),
            "strategy": gettext_lazy("Who gets the next one"),
            "capacity": gettext_lazy("Tickets at once"),
            "known_days": gettext_lazy("The same agent again within (days)"),
            "asks_first": gettext_lazy("Ask first"),
            "offer_seconds": gettext_lazy("Time to answer (seconds)"),
            "overflow_to": gettext_lazy("What waits too long goes to"),
            "overflow_minutes": gettext_lazy("Too long is (minutes)"),
            "needs_language": gettext_lazy("Only who speaks the customer's language"),
            "absent_minutes": gettext_lazy("Taken from who is absent after (minutes)"),
        }
        help_texts = {
            "is_on": gettext_lazy(
                "Off: whoever wants a ticket takes it, as before. On: what waits without an "
                "assignee is given to a member of the team who is there."
            ),
            "capacity": gettext_lazy(
                "New and open tickets that one member has before they are given no more. What "
                "waits for the customer, or is put off, does not count."
            ),
            "known_days": gettext_lazy(
                "Who answered the customer last, if they are there and have room. 0: no matter."
            ),
            "asks_first": gettext_lazy(
                "They take it or pass it on, above every page. Whoever does not answer in time "
                "is asked again after ten minutes."
            ),
            "overflow_minutes": gettext_lazy("It waits there as long as before."),
            "needs_language": gettext_lazy(
                "Of members of whom nobody said what they speak, nobody minds."
            ),
            "absent_minutes": gettext_lazy(
                "What waits for their answer goes back into the queue. Empty: it stays theirs."
            ),
        }
        widgets = {"strategy": forms.RadioSelect}

    def __init__(self, data: Any = None, *, instance: RoutingRule, by: Member) -> None:
        super().__init__(data, instance=instance)
        others = Team.objects.visible_to(by)
        if instance.overflow_to_id:
            others |= Team.objects.filter(pk=instance.overflow_to_id)
        self.fields["overflow_to"].queryset = others.exclude(  # type: ignore[attr-defined]
            pk=instance.team_id
        )
        self.fields["overflow_to"].empty_label = _("nowhere: it stays")  # type: ignore[attr-defined]
        self.fields["strategy"].choices = Strategy.choices  # type: ignore[attr-defined]
        weights = {**usual_weights(), **instance.weights}
        for name, label in PARTS.items():
            self.fields[f"weight_{name}"] = forms.IntegerField(
                label=label, min_value=0, max_value=HEAVIEST, initial=weights.get(name, 0),
                required=False,
            )  # fmt: skip

    @property
    def explained(self) -> dict[str, Any]:
        """What each strategy means, by its value."""
        return {each.value: text for each, text in STRATEGIES_EXPLAINED.items()}

    @property
    def weights(self) -> list[forms.BoundField]:
        return [self[f"weight_{name}"] for name in PARTS]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("strategy") == Strategy.BEST_FIT and not any(self._weights(said).values()):
            self.add_error("strategy", _("Give one of the weights more than 0."))
        if said.get("overflow_to") and not said.get("overflow_minutes"):
            self.add_error("overflow_minutes", _("Say after how many minutes."))
        return said

    def save(self, commit: bool = True) -> RoutingRule:
        self.instance.weights = self._weights(self.cleaned_data)
        return super().save(commit)

    @staticmethod
    def _weights(said: Mapping[str, Any]) -> dict[str, int]:
        return {name: said.get(f"weight_{name}") or 0 for name in PARTS}


class CapacitiesForm(forms.Form):
    """How much each member has at once where it is not what the team says: empty is that."""

    def __init__(self, data: Any = None, *, members: list[Member], usual: int) -> None:
        super().__init__(data)
        own = MemberCapacity.objects.filter(member__in=members, kind=TICKET)
        self.before = dict(own.values_list("member", "most"))
        self.members = {member.pk: member for member in members}
        for pk, member in self.members.items():
            self.fields[f"most_{pk}"] = forms.IntegerField(
                label=str(member), min_value=0, max_value=MOST, required=False,
                initial=self.before.get(pk), widget=forms.NumberInput({"placeholder": str(usual)}),
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Member, forms.BoundField]]:
        return [(member, self[f"most_{pk}"]) for pk, member in self.members.items()]

    def save_by(self, by: Member) -> None:
        said = {pk: self.cleaned_data[f"most_{pk}"] for pk in self.members}
        set_capacities(said, by=by, before=self.before, members=self.members)


def set_capacities(
    said: Mapping[int, int | None],
    *,
    by: Member,
    before: Mapping[int, int],
    members: Mapping[int, Member],
) -> None:
    """Keep what is said of each member; None: as their team says. An event for each change."""
    with transaction.atomic():
        for pk, most in said.items():
            if most == before.get(pk):
                continue
            rows = MemberCapacity.objects.filter(member=pk, kind=TICKET)
            if most is None:
                rows.delete()
            elif not rows.update(most=most):
                MemberCapacity.objects.create(member_id=pk, kind=TICKET, most=most)
            Event.record(
                "routing.capacity", members[pk], by=by,
                before={TICKET: before.get(pk)}, after={TICKET: most},
            )  # fmt: skip
