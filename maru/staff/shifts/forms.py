"""What people plan, by pages and by the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS as NAMES
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.models import Calendar
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.models import Member
from maru.staff.shifts.absence import LONGEST as LONGEST_ABSENCE
from maru.staff.shifts.absence import AbsencePart
from maru.staff.shifts.hours import LONGEST, DayHours, NoHours
from maru.staff.shifts.models import Absence, ShiftDay, ShiftPattern
from maru.staff.shifts.pattern import MOST, overlapping_days
from maru.staff.shifts.roster import Roster
from maru.staff.shifts.shift_day import NOTE, DayKind
from maru.staff.shifts.wording import no_hours

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
BY_WEEKDAY = dict(zip(WEEKDAYS, NAMES.values(), strict=True))


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A date as browsers and programs write it, within some centuries."""

    widget = DayInput

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise ValidationError(_("Choose a date between the years 2000 and 2999."))
        return day  # type: ignore[no-any-return]


class PatternForm(RecordedForm[ShiftPattern]):
    """A usual week: for each weekday its shifts and the breaks in them."""

    begins_on = DayField(label=pgettext_lazy("shift", "From"))
    ends_on = DayField(
        label=pgettext_lazy("shift", "Until"), required=False,
        help_text=gettext_lazy("Empty: until another week begins."),
    )  # fmt: skip

    class Meta:
        model = ShiftPattern
        fields = ["begins_on", "ends_on", "calendar", "works_on_holidays"]
        labels = {
            "calendar": gettext_lazy("Place and holidays"),
            "works_on_holidays": gettext_lazy("Works on public holidays and days off, too"),
        }
        help_texts = {
            "calendar": gettext_lazy("Times are those of its time zone; its holidays are free."),
        }

    def __init__(self, data: Any = None, *, instance: ShiftPattern) -> None:
        super().__init__(data, instance=instance)
        calendar = self.fields["calendar"]
        assert isinstance(calendar, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        calendar.empty_label = _("The company's time zone, no holidays")
        if instance._state.adding and data is None and instance.calendar_id is None:
            self.initial["calendar"] = Calendar.objects.order_by("pk").first()
        for day, hours in instance.days:
            for part, words in (("shifts", hours.shift_words), ("breaks", hours.break_words)):
                self.fields[f"{day}_{part}"] = forms.CharField(
                    label=BY_WEEKDAY[day], required=False, max_length=LONGEST
                )
                self.initial[f"{day}_{part}"] = words

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Each weekday by its name, with its two fields."""
        return [(BY_WEEKDAY[d], self[f"{d}_shifts"], self[f"{d}_breaks"]) for d in WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.week: dict[str, DayHours] = {}
        for day in WEEKDAYS:
            hours = _hours(self, f"{day}_shifts", f"{day}_breaks")
            if hours is not None:
                self.week[day] = hours
        if overlaps := overlapping_days(self.week):
            self.add_error(
                f"{overlaps}_shifts", _("The shift of the day before goes on when this begins.")
            )
        begins, ends = said.get("begins_on"), said.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("It ends before it begins."))
        rows = ShiftPattern.objects.filter(member=self.instance.member_id)
        others = rows.exclude(pk=self.instance.pk)
        if begins and others.filter(begins_on=begins).exists():
            self.add_error("begins_on", _("A usual week begins on that day already: change it."))
        if self.instance._state.adding and others.count() >= MOST:
            raise ValidationError(_("There are %s usual weeks already.") % MOST)
        return said

    def save(self, commit: bool = True) -> ShiftPattern:
        self.instance.week = {day: hours.kept for day, hours in self.week.items() if hours}
        return super().save(commit)


class DayForm(forms.Form):
    """How one date is otherwise."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("shift", "That day"), widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in DayKind if kind != DayKind.SWAP],
        initial=DayKind.CHANGED,
    )  # fmt: skip
    shifts = forms.CharField(
        label=pgettext_lazy("shift", "Hours"), required=False, max_length=LONGEST,
        help_text=gettext_lazy("09:00~18:00; several with a comma; 22:00~06:00 over midnight."),
    )  # fmt: skip
    breaks = forms.CharField(
        label=gettext_lazy("Breaks"), required=False, max_length=LONGEST,
        help_text=gettext_lazy("12:00~13:00; several with a comma."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=NOTE)

    def __init__(self, data: Any = None, *, member: Member, day: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.member, self.day = member, day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        hours = _hours(self, "shifts", "breaks")
        if said.get("kind") == DayKind.OFF:
            for name in ("shifts", "breaks"):
                self.errors.pop(name, None)
            said["hours"] = DayHours()
        elif hours is not None:
            said["hours"] = hours
            if not hours:
                self.add_error("shifts", _("Write when they work, or choose that they are off."))
            elif said.get("kind") == DayKind.EXTRA:
                self._check_beside_usual(hours)
        return said

    def _check_beside_usual(self, hours: DayHours) -> None:
        pattern = Roster([self.member.pk], self.day, self.day).pattern_on(self.member.pk, self.day)
        usual = pattern.hours_on(WEEKDAYS[self.day.weekday()]) if pattern else DayHours()
        try:
            usual.along_with(hours)
        except NoHours:
            words = _("This overlaps the usual shift of that day (%(hours)s).")
            self.add_error("shifts", words % {"hours": usual.shift_words})

    def save_by(self, by: Member) -> bool:
        """Write it down; return False if it was so. Raises nothing: what is strange is told by
        ``warnings``."""
        said = self.cleaned_data
        return ShiftDay.put(
            self.member, self.day, said["kind"], said["hours"], by=by, note=said["note"]
        )


class AbsenceForm(RecordedForm[Absence]):
    first_on = DayField(label=gettext_lazy("First day"))
    last_on = DayField(
        label=gettext_lazy("Last day"), required=False,
        help_text=gettext_lazy("Empty: that day alone."),
    )  # fmt: skip

    class Meta:
        model = Absence
        fields = ["kind", "first_on", "last_on", "part", "note"]
        labels = {
            "kind": gettext_lazy("Why"), "part": gettext_lazy("How much of it"),
            "note": gettext_lazy("Note"),
        }  # fmt: skip
        help_texts = {
            "part": gettext_lazy("Half a day is half of the time that they would work that day."),
            "note": gettext_lazy("For whoever plans them, and themselves."),
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first = said.get("first_on")
        last = said["last_on"] = said.get("last_on") or first
        if not first or not last or "last_on" in self.errors:
            return said
        if last < first:
            self.add_error("last_on", _("It ends before it begins."))
        elif (last - first).days >= LONGEST_ABSENCE:
            self.add_error("last_on", _("At most %s days at once.") % LONGEST_ABSENCE)
        elif said.get("part") != AbsencePart.WHOLE and first != last:
            self.add_error("part", _("Half a day is of one day: choose the same first and last."))
        else:
            self._check_apart(first, last, said.get("part") or AbsencePart.WHOLE)
        return said

    def _check_apart(self, first: date, last: date, part: str) -> None:
        asked = Absence(
            pk=self.instance.pk, member_id=self.instance.member_id, first_on=first, last_on=last,
            part=part,
        )  # fmt: skip
        other = Absence.objects.all().in_the_way_of(asked).first()
        if other:
            words = _("They are absent already: %(kind)s, %(first)s to %(last)s.") % {
                "kind": other.get_kind_display(), "first": other.first_on, "last": other.last_on,
            }  # fmt: skip
            self.add_error("first_on", words)

    @property
    def shifts_hit(self) -> list[date]:
        """The days on which they would have worked; for who has to stand in. Once it is saved."""
        absence = self.instance
        roster = Roster([absence.member_id], absence.first_on, absence.last_on)
        return [day.day for day in roster.of(absence.member_id) if day.lost]


def _hours(form: forms.BaseForm, shifts: str, breaks: str) -> DayHours | None:
    """Return what two fields say; None where one of them is wrong, which it then says."""
    said = form.cleaned_data
    if shifts not in said or breaks not in said:
        return None
    try:
        if not said[shifts].strip() and said[breaks].strip():
            raise NoHours("outside")
        DayHours.read(said[shifts])
    except NoHours as why:
        # Shifts that are wrong by themselves; without any the breaks are.
        form.add_error(breaks if why.code == "outside" else shifts, no_hours(why.code))
        return None
    try:
        return DayHours.read(said[shifts], said[breaks])
    except NoHours as why:
        form.add_error(breaks, no_hours(why.code))
        return None
