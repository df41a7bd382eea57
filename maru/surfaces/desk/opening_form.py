"""What is asked when a ticket is opened by hand: a call, a visit."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField
from maru.kit.fields.inputs import input_for
from maru.kit.fields.kinds import Unfit
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import ContactPoint, Customer
from maru.records.customers.recognition import normal, recognise
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.choices import Kind, Priority, Source
from maru.support.tickets.files import keep
from maru.support.tickets.forms import MAX_TEXT, FilesField, askable, assignable
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket

BY_HAND = [Source.PHONE, Source.VISIT]


class OpeningForm(forms.Form):
    """A new ticket. Either an existing customer is chosen, or a new one described."""

    source = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[(s.value, s.label) for s in BY_HAND],
        widget=forms.RadioSelect,
        initial=Source.PHONE,
    )
    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("Brand"), empty_label=None)
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=500)
    text = forms.CharField(
        label=_("What they said"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 7})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.QUESTION)
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority.choices, coerce=int, initial=Priority.NORMAL
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), required=False, empty_label=_("No team")
    )
    assignee = forms.ModelChoiceField(
        Member.objects.none(), label=_("Assignee"), required=False, empty_label=_("Unassigned")
    )
    tags = forms.CharField(
        label=_("Tags"), max_length=400, required=False, help_text=_("With commas between them.")
    )
    attached = FilesField(label=_("Files"), required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self._offer("brand", Brand.objects.filter(pk__in=member.brand_ids))
        self._offer("customer", Customer.objects.visible_to(member))
        self._offer("team", Team.objects.exclude(pk__in=member.hidden_team_ids))
        self._offer("assignee", assignable(*member.brand_ids))
        self.custom = {
            f"field_{field.pk}": field
            for field in fields_of("ticket")
            if field.is_in_use and field.is_at(member.brand_ids)
        }
        for name, field in self.custom.items():
            self.fields[name] = input_for(field)

    def _offer(self, name: str, rows: Any) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def clean_email(self) -> str:
        return _normal(
            ContactKind.EMAIL, self.cleaned_data["email"], _("Write the part after @ too.")
        )

    def clean_phone(self) -> str:
        return _normal(ContactKind.PHONE, self.cleaned_data["phone"], _("This is no phone number."))

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        chosen, at = asked.get("customer"), asked.get("brand")
        self.given: list[tuple[CustomField, Any]] = []
        if at:
            self.clean_fields(at)
        if chosen and at and chosen.brand_id != at.pk:
            told = _("This is a customer of %(brand)s. Choose that brand, or describe them anew.")
            self.add_error("brand", told % {"brand": chosen.brand})
        if asked.get("customer") or {"customer", "email", "phone"} & self.errors.keys():
            return asked
        if not asked.get("email") and not asked.get("phone"):
            self.add_error("email", _("Choose a customer, or give an address or a number."))
        elif len({owner for owner in self._owners() if owner}) > 1:
            self.add_error("phone", _("Address and number belong to two different customers."))
        if not asked.get("name") and not any(self._owners()):
            self.add_error("name", _("Give the new customer's name."))
        brand, assignee = asked.get("brand"), asked.get("assignee")
        if brand and assignee and assignee not in askable(brand.pk, asked.get("team")):
            self.add_error(
                "assignee", _("This colleague does not work for that brand or private team.")
            )
        return asked

    def clean_fields(self, brand: Brand) -> None:
        """Keep what the brand's own fields were given, and say what does not fit."""
        row = Ticket(brand=brand)
        for name, field in self.custom.items():
            given = self.cleaned_data.get(name)
            if not field.is_of(row) or given in (None, "", [], False):
                continue
            try:
                field.how.read(given, field, row, self.member)
                self.given.append((field, given))
            except Unfit as why:
                self.add_error(name, str(why))

    @property
    def own_fields(self) -> list[tuple[forms.BoundField, str]]:
        """The company's own fields, each with the brands that it is asked at: "1|3", "" all."""
        return [
            (self[name], "|".join(map(str, field.brand_ids))) for name, field in self.custom.items()
        ]

    def _owners(self) -> list[int | None]:
        """Return whose the given address and number already are."""
        given = [
            ("email", self.cleaned_data.get("email")),
            ("phone", self.cleaned_data.get("phone")),
        ]
        here = ContactPoint.objects.filter(brand=self.cleaned_data.get("brand"))
        return [
            here.filter(kind=kind, value=value).values_list("customer_id", flat=True).first()
            for kind, value in given
            if value
        ]

    def open(self) -> Ticket:
        """Open the ticket of a valid form. Raises PermissionDenied."""
        asked = self.cleaned_data
        with transaction.atomic():
            ticket = open_ticket(
                by=self.member,
                brand=asked["brand"],
                requester=asked["customer"] or self._recognised(),
                subject=asked["subject"],
                text=asked["text"],
                source=asked["source"],
                files=keep(asked["attached"]),
                kind=asked["kind"],
                priority=asked["priority"],
                team=asked["team"],
                assignee=asked["assignee"],
            )
            ticket.tag_only(asked["tags"].split(","), by=self.member)
            for field, given in self.given:
                ticket.fill_field(field, given, by=self.member)
        return ticket

    def _recognised(self) -> Customer:
        asked = self.cleaned_data
        given = [(kind, asked[kind]) for kind in ("email", "phone") if asked[kind]]
        # The address that is known already leads to its customer; the other one joins it.
        here = ContactPoint.objects.filter(brand=asked["brand"])
        given.sort(key=lambda pair: not here.filter(kind=pair[0], value=pair[1]).exists())
        kind, value = given[0]
        customer = recognise(kind, value, brand=asked["brand"], name=asked["name"])
        for kind, value in given[1:]:
            here.get_or_create(
                kind=kind, value=value, defaults={"customer": customer, "brand": asked["brand"]}
            )
        return customer


def _normal(kind: str, value: str, problem: Any) -> str:
    if not value:
        return ""
    try:
        spelled = normal(kind, value)
    except ValueError:
        raise ValidationError(problem) from None
    if kind == ContactKind.EMAIL and not re.fullmatch(r"[^@]+@[^@]+\.[^@.]+", spelled):
        raise ValidationError(problem)
    return spelled
