"""What a team needs, as people and programs say it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.company.models import Calendar
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.planning.demand import DemandKind
from maru.support.planning.forecasting import calendar_of
from maru.support.planning.given import LONGEST, NoArrivals, read_arrivals, write_arrivals
from maru.support.planning.models import Demand, TeamPlan


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = TeamPlan
        fields = ["calendar", "shrinkage"]
        labels = {
            "calendar": gettext_lazy("Office hours"),
            "shrinkage": gettext_lazy("Time not at the desk (%)"),
        }
        help_texts = {
            "calendar": gettext_lazy("Tickets are worked on while it is open."),
            "shrinkage": gettext_lazy(
                "Meetings, training, sickness: how much of a shift nobody can count on."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        calendar = self.fields["calendar"]
        assert isinstance(calendar, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        calendar.queryset = Calendar.objects.all()
        calendar.empty_label = _("Always open")


class DemandForm(forms.ModelForm):  # type: ignore[type-arg]
    """One kind of work. Minutes where people say minutes: of handling, and of answering tickets in
    hours."""

    minutes = forms.FloatField(
        label=gettext_lazy("Minutes that one takes"), min_value=0.1, max_value=1440
    )
    arrivals = forms.CharField(
        label=gettext_lazy("How many come in each hour"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )  # fmt: skip

    class Meta:
        model = Demand
        fields = ["is_on", "answer_percent", "answer_seconds", "at_once", "occupancy"]
        labels = {
            "answer_percent": gettext_lazy("Answered in time (%)"),
            "at_once": gettext_lazy("Chats that one has at once"),
            "occupancy": gettext_lazy("Busy at most (%)"),
        }

    def __init__(self, data: Any = None, *, instance: Demand, measured: int | None = None) -> None:
        super().__init__(data, instance=instance, prefix=str(instance.kind))
        kind = instance.kind
        self.fields["is_on"].label = DemandKind(kind).label
        self.initial["minutes"] = f"{instance.handling_seconds / 60:.4g}"
        self.initial["arrivals"] = write_arrivals(instance.given)
        self.fields["arrivals"].widget.attrs["placeholder"] = "9, 12, 10, 11, 9, 14, 3, 0"
        if kind == DemandKind.TICKET:
            self.fields["answer_seconds"] = forms.FloatField(
                label=_("Worked on within so many open hours"), min_value=1, max_value=40
            )
            self.initial["answer_seconds"] = f"{instance.answer_seconds / 3600:.4g}"
            del self.fields["answer_percent"]
            self.fields["arrivals"].help_text = _(
                "Empty: as foretold from your tickets. A line is an hour and seven numbers, from "
                "Monday to Sunday."
            )
            if measured:
                self.fields["minutes"].help_text = _(
                    "Half of your tickets took %(minutes)s minutes or less."
                ) % {"minutes": _minutes(measured)}
        else:
            self.fields["answer_seconds"].label = _("Within so many seconds")
            self.fields["arrivals"].help_text = _(
                "Maru does not see them yet: give them by hand, or paste them from a sheet. A line "
                "is an hour and seven numbers, from Monday to Sunday."
            )
        if kind != DemandKind.CHAT:
            del self.fields["at_once"]

    def clean_arrivals(self) -> list[float]:
        try:
            return read_arrivals(self.cleaned_data["arrivals"])
        except NoArrivals as why:
            raise forms.ValidationError(str(why)) from None

    def clean_answer_seconds(self) -> int:
        said = self.cleaned_data["answer_seconds"]
        return round(said * 3600) if self.instance.kind == DemandKind.TICKET else int(said)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.instance.kind != DemandKind.TICKET and said.get("is_on") and not said.get(
            "arrivals", True
        ):  # fmt: skip
            self.add_error("arrivals", _("Say how many come, or leave it off."))
        return said

    def apply(self) -> Demand:
        """Return the demand as it was said, not saved."""
        demand: Demand = self.save(commit=False)
        demand.given = self.cleaned_data["arrivals"]
        demand.handling_seconds = max(1, round(60 * self.cleaned_data["minutes"]))
        return demand


class NeedsForms:
    """The plan of a team and its demands, one of each kind, said at once."""

    def __init__(self, data: Any, *, team: Team, measured: int | None = None) -> None:
        found = TeamPlan.objects.filter(team=team).first()
        self.row = found or TeamPlan(team=team, calendar=calendar_of(team))
        self.before = told(self.row) if self.row.pk else None
        self.plan = PlanForm(data, instance=self.row)
        kept = {each.kind: each for each in self.row.demands.all()} if self.row.pk else {}
        self.demands = [
            DemandForm(
                data, instance=kept.get(kind) or Demand.usual(self.row, kind), measured=measured
            )
            for kind in DemandKind.values
        ]

    def is_valid(self) -> bool:
        return all([self.plan.is_valid(), *(form.is_valid() for form in self.demands)])

    def save_by(self, by: Member) -> TeamPlan:
        """Write all of it down with one event; none if nothing differed."""
        with transaction.atomic():
            row: TeamPlan = self.plan.save(commit=False)
            if row.pk is None:
                made, is_new = TeamPlan.objects.get_or_create(team=row.team)
                made.calendar, made.shrinkage = row.calendar, row.shrinkage
                row, self.before = made, None if is_new else self.before
            row.save()
            for form in self.demands:
                demand = form.apply()
                Demand.objects.update_or_create(
                    plan=row, kind=demand.kind,
                    defaults={
                        name: getattr(demand, name)
                        for name in (
                            "is_on", "given", "handling_seconds", "answer_percent",
                            "answer_seconds", "at_once", "occupancy",
                        )
                    },
                )  # fmt: skip
            after = told(row)
            if after != self.before:
                verb = "teamplan.changed" if self.before else "teamplan.added"
                Event.record(verb, row, by=by, before=self.before, after=after)
        return row


def _minutes(seconds: int) -> str:
    """Return how many minutes that is, to a tenth where it is few."""
    return f"{seconds / 60:.1f}".removesuffix(".0") if seconds < 600 else f"{seconds / 60:.0f}"


def told(plan: TeamPlan) -> dict[str, Any]:
    """Return a plan with its demands, as events keep it and programs are told. One query."""
    return {
        "team": plan.team_id, "calendar": plan.calendar_id, "shrinkage": plan.shrinkage,
        "demands": [demand.told for demand in plan.demands.order_by("pk")],
    }  # fmt: skip
