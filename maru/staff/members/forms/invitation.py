from __future__ import annotations

import re
from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from maru.staff.company.languages import LANGUAGES
from maru.staff.company.models import Company
from maru.staff.members.forms.member import MemberForm
from maru.staff.members.models import Member

AT_ONCE = 100


class InvitationForm(MemberForm):
    """Whom to invite, one or many, as what."""

    email = None  # type: ignore[assignment]
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("For one address. They may change it when they come."),
    )
    addresses = forms.CharField(
        label=gettext_lazy("E-mail"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        max_length=20_000,
        help_text=gettext_lazy(
            "Several: one a line, or with commas. “Name <address>” keeps the name."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"), choices=LANGUAGES, required=False
    )

    def __init__(self, data: Any = None, *, by: Member) -> None:
        super().__init__(data, by=by)
        company = Company.here()
        self.initial["language"] = company.language if company else get_language()

    def clean_addresses(self) -> list[tuple[str, str]]:
        """Return pairs of address and name, each address once. Names the wrong ones."""
        pieces = [p.strip() for p in re.split(r"[,;\n]+", self.cleaned_data["addresses"])]
        found: dict[str, str] = {}
        wrong = []
        for piece in filter(None, pieces):
            name, email = parseaddr(piece) if "<" in piece else ("", piece)
            email = email.strip().lower()
            try:
                validate_email(email)
            except ValidationError:
                wrong.append(piece[:100])
            else:
                found.setdefault(email, name[:80])
        if wrong:
            raise ValidationError(
                _("This is no e-mail address: %(list)s") % {"list": ", ".join(wrong[:5])}
            )
        if not found:
            raise ValidationError(_("Whom do you invite?"))
        if len(found) > AT_ONCE:
            raise ValidationError(_("At most %(n)s at once, please.") % {"n": AT_ONCE})
        here = Member.objects.get_queryset().filter(email__in=found).values_list("email", flat=True)
        if here:
            raise ValidationError(
                _("Already a member here: %(list)s") % {"list": ", ".join(sorted(here)[:5])}
            )
        return list(found.items())

    def clean_language(self) -> str:
        return str(self.cleaned_data["language"] or self.initial["language"])
