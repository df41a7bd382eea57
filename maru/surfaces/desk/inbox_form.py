"""The conditions of the list, as they stand in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maru.kit.tags.models import spelled
from maru.records.customers.models import Customer, Organization
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.savedviews.ordering import is_group_for, is_order_for
from maru.support.tickets.choices import UNSOLVED, Kind, Priority, Source, Status
from maru.support.tickets.reading.unread import where_unread
from maru.support.tickets.search.at_hand import meant_by
from maru.surfaces.desk.grouping import order_for
from maru.surfaces.desk.inbox_views import View, views_for

NOT_A_CONDITION = {"view", "sort", "group", "cursor"}
Choices = Iterable[tuple[Any, Any]]
_READ = [("yes", _("Unread")), ("no", pgettext_lazy("ticket", "Read"))]


@dataclass(frozen=True)
class Chip:
    """A condition that is on, and the address without it."""

    name: str
    label: str | Promise
    value: str | Promise
    without: str


class InboxForm(forms.Form):
    """What the list shows. Only what the member may see can be chosen."""

    view = forms.ChoiceField(label=_("View"), required=False)
    sort = forms.CharField(max_length=60, required=False)
    group = forms.CharField(max_length=60, required=False)
    q = forms.CharField(label=_("Search"), max_length=500, required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    assignee = forms.ChoiceField(label=_("Assignee"), required=False)
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    source = forms.ChoiceField(label=_("Channel"), required=False)
    unread = forms.ChoiceField(label=pgettext_lazy("condition", "Read"), required=False)
    tag = forms.CharField(label=_("Tag"), max_length=60, required=False)
    organization = forms.CharField(label=_("Organization"), max_length=200, required=False)

    def __init__(self, data: QueryDict, *, member: Member) -> None:
        super().__init__(data)
        self.member = member
        self.organization_name = ""  # where the address has its number
        self.views = views_for(member)
        view_field = cast(forms.ChoiceField, self.fields["view"])
        view_field.choices = [(view.key, view.label) for view in self.views.values()]
        self._choose("status", lambda: [("unsolved", _("Not solved")), *Status.choices])
        self._choose("team", self._teams)
        self._choose("assignee", self._people)
        self._choose("brand", member.brand_names.items)
        self._choose("priority", lambda: Priority.choices)
        self._choose("kind", lambda: Kind.choices)
        self._choose("source", lambda: Source.choices)
        self._choose("unread", lambda: _READ)

    def _choose(self, name: str, choices: Callable[[], Choices]) -> None:
        """Have the field ask for its choices where one is made or shown: seldom."""
        field = cast(forms.ChoiceField, self.fields[name])
        field.error_messages["invalid_choice"] = _("There is no choice “%(value)s”.")
        field.choices = lambda: [
            ("", _("Any")), *((str(key), label) for key, label in choices())
        ]  # fmt: skip

    def _teams(self) -> Choices:
        teams = Team.objects.exclude(pk__in=self.member.hidden_team_ids)
        return [("none", _("No team")), *teams.values_list("id", "name")]

    def _people(self) -> Choices:
        colleagues = Member.objects.active().filter(brands__in=self.member.brand_ids).distinct()
        people = colleagues.exclude(pk=self.member.pk).values_list("id", "name")
        return [("me", _("Me")), ("none", _("Unassigned")), *people]

    def clean_sort(self) -> str:
        return self._offered(self.cleaned_data["sort"], is_order_for)

    def clean_group(self) -> str:
        return self._offered(self.cleaned_data["group"], is_group_for)

    def _offered(self, word: str, is_for: Callable[[Member, str], bool]) -> str:
        if word and word != "none" and not is_for(self.member, word):
            told = _("There is no choice “%(value)s”.")
            raise forms.ValidationError(told, params={"value": word})
        return word

    def clean_tag(self) -> str:
        return spelled(self.cleaned_data["tag"])

    def clean_organization(self) -> list[int]:
        """Return the organizations that a number, or a part of a name, means."""
        words = self.cleaned_data["organization"].replace("\x00", "")
        if not words:
            return []
        seen = Organization.objects.visible_to(self.member)
        if words.isascii() and words.isdecimal() and len(words) < 19:
            names = seen.names([int(words)])
            self.organization_name = names.get(int(words), "")
            found = list(names)
        else:
            found = seen.meant_by(words)
        if not found:
            raise forms.ValidationError(
                _("No organization here is called “%(value)s”."), params={"value": words}
            )
        return found

    @property
    def view_key(self) -> str:
        return self.cleaned_data.get("view") or "mine"

    @property
    def shown(self) -> View:
        return self.views[self.view_key]

    @property
    def sort_key(self) -> str:
        return self.cleaned_data.get("sort") or self._kept(self.shown.sort, is_order_for, "newest")

    @property
    def group_key(self) -> str:
        """By what rows stand under headings; "" where they stand in one list."""
        asked = self.cleaned_data.get("group") or self._kept(self.shown.group, is_group_for, "")
        return "" if asked == "none" else asked

    def _kept(self, word: str, is_for: Callable[[Member, str], bool], usual: str) -> str:
        """Return what a view was saved with, unless its field is gone or another brand's."""
        return word if is_for(self.member, word) else usual

    @property
    def order(self) -> tuple[str, ...]:
        return order_for(self.group_key, self.sort_key)

    @property
    def has_conditions(self) -> bool:
        return any(v for name, v in self.cleaned_data.items() if name not in NOT_A_CONDITION)

    def conditions(self) -> Q:
        """Return what the valid form asks for, as one condition on tickets."""
        asked = Q()
        for name, value in self.cleaned_data.items():
            if value and name not in NOT_A_CONDITION:
                asked &= self._condition(name, value)
        return asked

    def _condition(self, name: str, value: Any) -> Q:
        if name == "q":
            return meant_by(value, self.member)
        if name == "status" and value == "unsolved":
            return Q(status__in=UNSOLVED)
        if name == "unread":
            news = where_unread(self.member.pk, timezone.now())
            return news if value == "yes" else ~news
        if name == "tag":
            return Q(tags__name=value)
        if name == "organization":
            return Q(requester__in=Customer.objects.filter(organization__in=value).values("pk"))
        if value == "none":
            return Q(**{name: None})
        if name == "assignee" and value == "me":
            return Q(assignee=self.member)
        return Q(**{name: value})

    def chips(self, address: QueryDict) -> Iterator[Chip]:
        """Yield the conditions that are on, bad ones too: each can be taken off."""
        for name, field in self.fields.items():
            value = address.get(name, "").strip()
            if value and name not in NOT_A_CONDITION:
                words = dict(getattr(field, "choices", ())).get(value, value)
                if name == "organization" and self.organization_name:
                    words = self.organization_name
                yield Chip(name, field.label or "", words, without(address, name))


def without(address: QueryDict, *names: str) -> str:
    """Return the query string without ``names``, empty answers and the place in the list."""
    return with_(address, **dict.fromkeys(names, ""))


def with_(address: QueryDict, **answers: str) -> str:
    """Return the query string with other answers ('' takes one out), from the list's start."""
    known = {name: address.get(name, "") for name in InboxForm.base_fields}
    return "?" + urlencode({name: v for name, v in {**known, **answers}.items() if v})
