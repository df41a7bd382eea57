"""What people put into the pages of organizations."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maru.records.customers.models import Organization
from maru.records.customers.organizations.editing import add_organization, revise
from maru.records.customers.organizations.mail_domains import BadDomain, listed
from maru.staff.company.models import Brand
from maru.staff.members.models import Member

LONGEST_NOTE = 10_000  # characters


class OrganizationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Brand (of a new one), name, domains, note, whether it is active."""

    domains = forms.CharField(
        label=_("Mail domains"),
        required=False,
        max_length=20_000,
        help_text=_("One a line. Whoever writes from there, and is proven to, joins by themselves. "
                    "Nobody joins by gmail.com, naver.com or another domain that all share."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )  # fmt: skip

    class Meta:
        model = Organization
        fields = ["brand", "name", "domains", "note", "is_active"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "note": _("Only colleagues see it."),
            "is_active": _("One that is not takes nobody in by its domains and is not offered "
                           "any more; its people stay."),
        }  # fmt: skip

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        if self.instance.pk:
            del self.fields["brand"]
            self.initial["domains"] = "\n".join(self.instance.domain_names)
            return
        del self.fields["is_active"]
        brands: Any = self.fields["brand"]
        brands.label = _("Brand")
        brands.queryset = Brand.objects.filter(pk__in=member.brand_ids)
        brands.empty_label = None

    def clean_domains(self) -> list[str]:
        try:
            return listed(re.split(r"[\s,;]+", self.cleaned_data["domains"]))
        except BadDomain as why:
            raise forms.ValidationError(str(why)) from None

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if len(note) > LONGEST_NOTE:
            raise forms.ValidationError(_("A note may have 10,000 characters."))
        return note

    def _post_clean(self) -> None:
        """Leave the row alone: what was written is kept by the verbs, with their event."""

    def keep(self) -> Organization | None:
        """Make or change the organization; None where a domain is another's. ``is_valid`` comes
        before."""
        answers = dict(self.cleaned_data)
        try:
            if self.instance.pk is None:
                return add_organization(
                    answers.pop("brand"), answers.pop("name"), by=self.member, **answers
                )
            changed = {name: answers[name] for name in self.changed_data}
            revise(self.instance, by=self.member, **changed)
        except BadDomain as why:
            self.add_error("domains", str(why))
            return None
        return Organization.objects.get(pk=self.instance.pk)
