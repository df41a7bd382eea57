from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maru.staff.company.languages import LANGUAGES
from maru.staff.company.time_zones import TimeZoneField
from maru.staff.members.models import Member


class SetUpForm(forms.Form):
    """The little that Maru must know before the first mail."""

    company = forms.CharField(label=_("Company name"), max_length=120)
    brand = forms.CharField(
        label=_("Name that customers know"),
        max_length=120,
        required=False,
        help_text=_("Empty: the company name."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    time_zone = TimeZoneField(initial="Asia/Seoul")
    address = forms.EmailField(
        label=_("First mail address"),
        max_length=254,
        help_text=_("Where customers write to, such as support@example.com. You forward it later."),
    )
    name = forms.CharField(label=_("Your name"), max_length=80)
    email = forms.EmailField(
        label=_("Your own e-mail"), max_length=254, help_text=_("You sign in with it.")
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A sentence is easy to remember."),
    )

    def clean_address(self) -> str:
        return str(self.cleaned_data["address"]).lower()

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if password := answers.get("password"):
            you = Member(email=answers.get("email", ""), name=answers.get("name", ""))
            try:
                password_validation.validate_password(password, you)
            except ValidationError as error:
                self.add_error("password", error)
        return answers
