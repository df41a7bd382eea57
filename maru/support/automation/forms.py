"""What people put into the page of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.conditions import BadCondition
from maru.kit.conditions.comparing import UNITS
from maru.kit.conditions.editing import Sheet, sheet_in, sheet_of
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.actions.asking import AskedAction, as_fields, asked_in, typed_for, typed_in
from maru.support.automation.at import read_at
from maru.support.automation.doing import actions_for, read_doing
from maru.support.automation.faults import faults
from maru.support.automation.models import Rule
from maru.support.automation.moments import moments
from maru.support.automation.occasions import Occasion, occasions
from maru.support.automation.rule import RuleKind, may_reach
from maru.support.automation.vocabulary import RULES
from maru.support.automation.when import DOERS, BadWhen, read_when
from maru.support.tickets.editing_conditions import choices_of, offered_to

PREFIX = "do."


@dataclass(frozen=True)
class AskedOccasion:
    """One line of the form: whether it is chosen, and of what change."""

    occasion: Occasion
    is_chosen: bool
    choices: list[tuple[str, str | Promise]]
    given: Mapping[str, list[str]]  # side -> what is chosen of it
    words: str


class RuleForm(forms.Form):
    """Its name and where it reaches, when it looks, what must hold, and what it does."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    is_everywhere = forms.BooleanField(label=gettext_lazy("In all brands"), required=False)
    brands = forms.TypedMultipleChoiceField(
        label=gettext_lazy("In tickets of"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    teams = forms.TypedMultipleChoiceField(
        label=gettext_lazy("And of these private teams"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A rule leaves the tickets of other private teams alone."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("It looks"), choices=RuleKind.choices, required=False
    )
    timing = forms.ChoiceField(
        label=gettext_lazy("When"), required=False,
        choices=[
            ("after", gettext_lazy("so long after")), ("before", gettext_lazy("so long before")),
            ("day", gettext_lazy("every day")), ("week", gettext_lazy("every week")),
            ("month", gettext_lazy("every month")),
        ],
    )  # fmt: skip
    span = forms.IntegerField(label=gettext_lazy("How long"), required=False, min_value=1)
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"), required=False,
        choices=[(key, label) for key, (label, _minutes) in UNITS.items()],
    )  # fmt: skip
    of = forms.ChoiceField(label=gettext_lazy("Moment"), required=False)
    at = forms.CharField(
        label=gettext_lazy("At"), required=False, max_length=5,
        widget=forms.TextInput(attrs={"type": "time"}),
    )  # fmt: skip
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Day of the week"), required=False, coerce=int,
        choices=list(WEEKDAYS.items()),
    )  # fmt: skip
    day = forms.IntegerField(
        label=gettext_lazy("Day of the month"), required=False, min_value=1, max_value=31
    )
    by = forms.MultipleChoiceField(
        label=gettext_lazy("Who did it"),
        required=False,
        choices=list(DOERS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: anybody."),
    )
    why = forms.CharField(
        label=gettext_lazy("What this change is for"), max_length=200, required=False
    )

    def __init__(self, data: QueryDict | None, *, member: Member, rule: Rule | None = None) -> None:
        self.member, self.rule = member, rule
        super().__init__(data, initial=self._begun())
        self._narrow()
        self._offered = actions_for(member)
        self.wrong: dict[str, str] = {}
        kept = rule.changes if rule else {}
        readable = read_doing(kept, member)[0]
        # What it does with things that this member may not know of is not shown, and stays.
        self.apart = {name: value for name, value in kept.items() if name not in readable}
        self._typed = typed_for(readable, self._offered)
        if data is not None:
            self._typed = typed_in(data, self._offered, PREFIX)
            self.apart = {} if "forget_apart" in data else self.apart
        conditions = rule.conditions if rule else {}
        choices, offers = choices_of(member), offered_to(member)
        self.sheet: Sheet | None = sheet_of(RULES, conditions, choices, offers)
        self.is_beyond_rows = self.sheet is None
        if data is not None and not self.is_beyond_rows:
            self.sheet = sheet_in(RULES, data, choices, offers)

    def _begun(self) -> dict[str, Any]:
        rule = self.rule
        if rule is None:
            everywhere = may_reach(self.member, None, [])
            begun: dict[str, Any] = {"kind": RuleKind.TRIGGER, "unit": "day", "at": "09:00"}
            return begun | {
                "is_everywhere": everywhere,
                "brands": [] if everywhere else self._brand_ids(),
            }
        return {
            "kind": rule.kind,
            **(_typed_time(rule.when) if rule.is_timer else {}),
            "name": rule.name,
            "is_everywhere": rule.is_everywhere,
            "brands": [brand.pk for brand in rule.brands.all()],
            "teams": [team.pk for team in rule.teams.all()],
            "by": rule.when.get("by", []),
        }

    def _brand_ids(self) -> list[int]:
        return list(self.member.brand_ids)

    def _narrow(self) -> None:
        fields: Any = self.fields
        fields["brands"].choices = list(self.member.brand_names.items())
        fields["of"].choices = [(one.name, one.label) for one in moments().values()]
        if self.rule is not None:
            del fields["kind"]  # it stays what it is
        private = Team.objects.visible_to(self.member).filter(is_private=True)
        fields["teams"].choices = list(private.values_list("pk", "name"))
        if not fields["teams"].choices:
            del fields["teams"]
        if not may_reach(self.member, None, []) and not self.initial["is_everywhere"]:
            del fields["is_everywhere"]
        if self.rule is None:
            del fields["why"]

    @property
    def asked(self) -> list[AskedAction]:
        """For actions/_fields.html."""
        fields = as_fields(self._offered, self.member, self._typed, self.wrong, PREFIX)
        return [_of_nobody(field) for field in fields]

    @property
    def groups(self) -> list[tuple[str, list[AskedOccasion]]]:
        """The occasions, by heading."""
        found: dict[str, list[AskedOccasion]] = {}
        when = self._asked_when() if self.is_bound else (self.rule.when if self.rule else {})
        chosen = {one["occasion"]: one for one in when.get("on", [])}
        for occasion in occasions().values():
            choices = [] if occasion.choices is None else list(occasion.choices(self.member))
            one = chosen.get(occasion.name, {})
            asked = AskedOccasion(
                occasion, bool(one), [(str(value), label) for value, label in choices],
                {side: [str(v) for v in one.get(side, [])] for side in ("from", "to")},
                ", ".join(one.get("words", [])) if isinstance(one.get("words"), list) else "",
            )  # fmt: skip
            found.setdefault(str(occasion.group), []).append(asked)
        return list(found.items())

    def _asked_when(self) -> dict[str, Any]:
        """Return what the form says of it, unread."""
        data: Any = self.data
        asked: list[dict[str, Any]] = []
        for name, occasion in occasions().items():
            if name not in data.getlist("on"):
                continue
            one: dict[str, Any] = {"occasion": name}
            for side in ("from", "to"):
                if given := [v for v in data.getlist(f"{side}.{name}") if v]:
                    one[side] = given
            if occasion.is_worded and (words := data.get(f"words.{name}", "").strip()):
                one["words"] = [words]
            asked.append(one)
        return {"on": asked, "by": data.getlist("by")}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned.setdefault("kind", self.rule.kind if self.rule else RuleKind.TRIGGER)
        cleaned["kind"] = cleaned["kind"] or RuleKind.TRIGGER
        is_timer = cleaned["kind"] == RuleKind.TIMER
        try:
            cleaned["when"] = (
                read_at(_asked_time(cleaned))
                if is_timer
                else read_when(self._asked_when(), self.member)
            )
        except BadWhen as why:
            self.add_error(None, str(why))
        cleaned["conditions"] = self._conditions()
        cleaned["changes"] = self._changes()
        self._reach(cleaned)
        if not self.errors:
            for fault in faults(cleaned["when"], cleaned["conditions"], cleaned["changes"]):
                self.add_error(None, fault)
        return cleaned

    def _conditions(self) -> Any:
        if self.sheet is None:
            return self.rule.conditions if self.rule else {}
        try:
            return self.sheet.conditions()
        except BadCondition as error:
            in_rows = any(row.error for group in self.sheet.groups for row in group.rows)
            once_more = _("Look at the conditions once more: one has no value yet, or cannot be "
                          "asked like that.")  # fmt: skip
            self.add_error(None, once_more if in_rows else error.message)
            return {}

    def _changes(self) -> dict[str, Any]:
        given = asked_in(self._typed, self._offered)
        changes, self.wrong = read_doing(given, self.member)
        if self.wrong:
            self.add_error(None, _("Look at what it does once more: something cannot be done."))
        return self.apart | changes

    def _reach(self, cleaned: dict[str, Any]) -> None:
        everywhere = bool(cleaned.get("is_everywhere"))
        brands = [] if everywhere else list(Brand.objects.filter(pk__in=cleaned.get("brands", [])))
        teams = list(Team.objects.filter(pk__in=cleaned.get("teams", [])))
        if not everywhere and not brands:
            self.add_error("brands", _("Choose at least one brand."))
        if not may_reach(self.member, None if everywhere else brands, teams):
            self.add_error(None, _("Your role does not allow this."))
        cleaned |= {"is_everywhere": everywhere, "brands": brands, "teams": teams}

    def save(self) -> Rule:
        """Make the rule, switched off, or change it. ``is_valid`` comes before."""
        names = ("name", "when", "conditions", "changes", "is_everywhere", "brands", "teams")
        fields = {name: self.cleaned_data[name] for name in names}
        if self.rule is None:
            return Rule.make(by=self.member, kind=self.cleaned_data["kind"], **fields)
        self.rule.revise(by=self.member, why=self.cleaned_data.get("why", ""), **fields)
        return self.rule


def _typed_time(when: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form has of the time of a timer."""
    if "every" in when:
        return {"timing": when["every"], **{k: v for k, v in when.items() if k != "every"}}
    side = "before" if "before" in when else "after"
    unit = next(
        key for key, (_label, minutes) in reversed(UNITS.items()) if when[side] % minutes == 0
    )
    return {"timing": side, "span": when[side] // UNITS[unit][1], "unit": unit, "of": when["of"]}


def _asked_time(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    timing = cleaned.get("timing") or "after"
    if timing in ("after", "before"):
        minutes = (cleaned.get("span") or 0) * UNITS.get(str(cleaned.get("unit")), ("", 1))[1]
        return {timing: minutes, "of": cleaned.get("of")}
    return {"every": timing, "at": cleaned.get("at"), "weekday": cleaned.get("weekday"),
            "day": cleaned.get("day")}  # fmt: skip


def _of_nobody(field: AskedAction) -> AskedAction:
    """Return ``field`` without "me": a rule is nobody."""
    if field.choices is None:
        return field
    return replace(field, choices=[pair for pair in field.choices if pair[0] != "me"])
