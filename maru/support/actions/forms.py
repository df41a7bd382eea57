"""What people put into the page of a macro."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.members.whose import Whose
from maru.support.actions.asking import AskedAction, as_fields, asked_in, typed_for, typed_in
from maru.support.actions.foreseeing import readable
from maru.support.actions.macro import may_own
from maru.support.actions.models import Macro
from maru.support.actions.owning import BadOwner, owner_of, teams_offered
from maru.support.actions.reading import BadChanges, keep_changes
from maru.support.actions.registry import actions
from maru.support.actions.writing import LONGEST, BadText, checked

PREFIX = "do."  # of the actions' fields: an app's action may be called as one of ours


class MacroForm(forms.Form):
    """Its name and words, whom it is for, and what it does."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    shortcut = forms.CharField(
        label=gettext_lazy("Short word"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Found at once by it: a word that comes to one's fingers."),
    )
    text = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=LONGEST,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    whose = forms.ChoiceField(label=gettext_lazy("Who uses it?"), choices=Whose.choices)
    teams = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Teams"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    brands = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Only in tickets of"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: in all of them."),
    )

    def __init__(
        self, data: QueryDict | None, *, member: Member, macro: Macro | None = None
    ) -> None:
        self.member, self.macro = member, macro
        self._offered = [each for each in actions(member) if not each.is_for_rules]
        self.wrong: dict[str, str] = {}
        super().__init__(data, initial=self._begun())
        self._narrow()
        kept = macro.changes if macro else {}
        changes, _wrong = readable(kept, member)
        # What it does with things that this member may not know of is not shown, and stays.
        self.apart = {name: value for name, value in kept.items() if name not in changes}
        self._offered = [each for each in self._offered if each.name not in self.apart]
        self._typed = typed_for(kept, self._offered)
        if data is not None:
            self._typed = typed_in(data, self._offered, PREFIX)

    def _begun(self) -> dict[str, Any]:
        macro = self.macro
        if macro is None:
            return {"whose": Whose.OWN}
        begun = {name: getattr(macro, name) for name in ("name", "shortcut", "text", "whose")}
        begun["teams"] = [team.pk for team in macro.teams.all()]
        return begun | {"brands": [brand.pk for brand in macro.brands.all()]}

    def _narrow(self) -> None:
        """Offer what ``member`` may choose, and what is chosen already."""
        fields: Any = self.fields
        chosen = set(self.initial.get("teams", []))
        teams = {team.pk: team.name for team in teams_offered(self.member)}
        if self.macro:
            teams |= {team.pk: team.name for team in self.macro.teams.all() if team.pk in chosen}
        fields["teams"].choices = sorted(teams.items(), key=lambda pair: pair[1])
        whose = [Whose.OWN, *([Whose.TEAM] if teams else [])]
        if may_own(self.member, Whose.COMPANY) or self.initial["whose"] == Whose.COMPANY:
            whose.append(Whose.COMPANY)
        fields["whose"].choices = [(each.value, each.label) for each in whose]
        if not teams:
            del fields["teams"]
        brands = Brand.objects.visible_to(self.member)
        fields["brands"].choices = list(brands.values_list("pk", "name"))
        if len(fields["brands"].choices) < 2:
            del fields["brands"]

    @property
    def asked(self) -> list[AskedAction]:
        """For actions/_fields.html."""
        return as_fields(self._offered, self.member, self._typed, self.wrong, PREFIX)

    def clean_text(self) -> str:
        try:
            return checked(self.cleaned_data["text"], self.member)
        except BadText as why:
            raise forms.ValidationError(str(why)) from None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["changes"] = self._changes()
        if not self.errors and not cleaned["text"] and not cleaned["changes"]:
            self.add_error(None, _("Write an answer, or choose what it is to do."))
        if "whose" in cleaned:
            self._own(cleaned)
        return cleaned

    def _changes(self) -> dict[str, Any]:
        given = asked_in(self._typed, self._offered)
        if not given:
            return self.apart
        try:
            return self.apart | keep_changes(given, self.member)
        except BadChanges as bad:
            self.wrong = bad.wrong
            self.add_error(None, _("Look at what it does once more: something cannot be done."))
            return self.apart

    def _own(self, cleaned: dict[str, Any]) -> None:
        is_team = cleaned["whose"] == Whose.TEAM
        teams = cleaned.get("teams", []) if is_team else []
        keeps = self.macro.member if self.macro else None
        brands = cleaned.get("brands", [])
        if "brands" not in self.fields and self.macro:
            brands = self.initial["brands"]
        try:
            owner = owner_of(cleaned["whose"], self.member, teams=teams, brands=brands, keeps=keeps)
        except BadOwner as why:
            self.add_error(why.field if why.field in self.fields else None, str(why))
            return
        if not may_own(self.member, owner.whose, owner.teams, owner.brands):
            self.add_error("whose", _("Your role does not allow this."))
            return
        cleaned |= owner.as_fields()

    def save(self) -> Macro:
        """Make the macro, or change it. ``is_valid`` comes before."""
        names = ("name", "shortcut", "text", "changes", "whose", "member", "teams", "brands")
        fields = {name: self.cleaned_data[name] for name in names}
        if self.macro is None:
            return Macro.make(by=self.member, **fields)
        self.macro.revise(by=self.member, **fields)
        return self.macro
