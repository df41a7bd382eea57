from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.members.roles import EXPLAINED, Role
from maru.staff.teams.models import Team


class MemberForm(forms.Form):
    """Somebody who works here, as ``by`` may see and change them."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        help_text=gettext_lazy("They sign in with this address."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)
    brands = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Brands"),
        queryset=Brand.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They see the tickets and customers of these brands only."),
    )
    teams = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Teams"),
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, by: Member, member: Member | None = None) -> None:
        super().__init__(data, initial=_initial(member, by))
        self.member = member
        offered = [role for role in Role if by.may_give(role)]
        if member and not member.is_ranked_by(by):
            offered = [Role(member.role)]
        roles = [(role.value, role.label) for role in offered]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["brands"].queryset = Brand.objects.visible_to(by)  # type: ignore[attr-defined]
        self.fields["teams"].queryset = Team.objects.visible_to(by)  # type: ignore[attr-defined]

    @property
    def explained(self) -> dict[str, Any]:
        """What each role means, by its value."""
        return {role.value: text for role, text in EXPLAINED.items()}

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        others = Member.objects.filter(email__iexact=email)
        if self.member:
            others = others.exclude(pk=self.member.pk)
        if others.exists():
            raise forms.ValidationError(_("Somebody here already has this address."))
        return email


def _initial(member: Member | None, by: Member) -> dict[str, Any]:
    if member is None:
        return {"role": Role.AGENT, "brands": by.brand_ids}
    return {
        "name": member.name,
        "email": member.email,
        "role": member.role,
        "brands": list(member.brands.values_list("pk", flat=True)),
        "teams": list(member.teams.values_list("pk", flat=True)),
    }
