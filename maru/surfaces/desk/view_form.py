"""What people put into the page of a view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.conditions import BadCondition
from maru.kit.conditions.editing import Sheet, sheet_in, sheet_of
from maru.staff.members.models import Member
from maru.staff.members.whose import Whose, may_change, teams_led_by
from maru.support.savedviews.columns import in_their_order, labels, usual
from maru.support.savedviews.models import SavedView
from maru.support.savedviews.ordering import groups_for, orders_for
from maru.support.tickets.editing_conditions import choices_of, offered_to
from maru.support.tickets.vocabulary import TICKETS


class ViewForm(forms.Form):
    """Name, owner, order, columns; the conditions are a Sheet of their own."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    whose = forms.ChoiceField(label=gettext_lazy("Who is it for?"))
    sort = forms.ChoiceField(label=gettext_lazy("Order"))
    group = forms.ChoiceField(label=gettext_lazy("Groups"), required=False)
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        member: Member,
        view: SavedView | None = None,
        conditions: Any = None,
        sort: str = "newest",
        group: str = "",
    ) -> None:
        initial = {"sort": sort, "group": group, "columns": usual(), "whose": Whose.OWN}
        if view:
            initial = {name: getattr(view, name) for name in ("name", "sort", "group", "columns")}
            conditions = view.conditions
        super().__init__(data, initial=initial)
        self.member, self.view = member, view
        self._offer("columns", labels(member))
        self._offer("sort", orders_for(member))
        self._offer("group", {"": gettext_lazy("No groups"), **groups_for(member)})
        choices = choices_of(member)
        offers = offered_to(member)
        held = sheet_of(TICKETS, conditions or {}, choices, offers)
        self.is_beyond_rows = held is None
        self.sheet: Sheet | None = held
        if data is not None:
            self.sheet = sheet_in(TICKETS, data, choices, offers)
        if self.is_beyond_rows:
            self.sheet = None
        if view:
            del self.fields["whose"]
        else:
            self._offer("whose", dict(_owners(member)))

    def _offer(self, name: str, choices: Mapping[Any, Any]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices.items())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.sheet:
            try:
                cleaned["conditions"] = self.sheet.conditions()
            except BadCondition as error:
                in_rows = any(row.error for group in self.sheet.groups for row in group.rows)
                once_more = _("Look at the conditions once more: one has no value yet, or cannot "
                              "be asked like that.")  # fmt: skip
                self.add_error(None, once_more if in_rows else error.message)
        return cleaned

    def save(self) -> SavedView:
        """Make the view, or change it. ``is_valid`` comes before."""
        chosen = self.cleaned_data
        fields = {name: chosen[name] for name in ("name", "sort", "group")}
        fields["columns"] = in_their_order(chosen["columns"])
        if "conditions" in chosen:
            fields["conditions"] = chosen["conditions"]
        if self.view:
            self.view.revise(by=self.member, **fields)
            return self.view
        whose, _colon, team = chosen["whose"].partition(":")
        fields["member"] = self.member if whose == Whose.OWN else None
        fields["team_id"] = int(team) if team else None
        return SavedView.make(by=self.member, **fields)


def _owners(member: Member) -> list[tuple[str, Any]]:
    owners: list[tuple[str, Any]] = [(Whose.OWN.value, Whose.OWN.label)]
    owners += [(f"team:{team.pk}", team.name) for team in teams_led_by(member)]
    if may_change(member, Whose.COMPANY):
        owners.append((Whose.COMPANY.value, Whose.COMPANY.label))
    return owners
