from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from maru.staff.company.time_zones import TimeZoneField
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.models import Member


class ProfileForm(RecordedForm[Member]):
    """What members set for themselves."""

    time_zone = TimeZoneField()

    class Meta:
        model = Member
        fields = ["name", "language", "time_zone", "signature"]
        labels = {"name": _("Name"), "language": _("Language"), "signature": _("Signature")}
        help_texts = {
            "name": _("Colleagues and customers see it."),
            "language": _("Pages change to it at once; customers do not notice."),
            "signature": _("Stands under your answers. Empty: the signature of the brand."),
        }
        widgets = {"signature": forms.Textarea(attrs={"rows": 4, "maxlength": 2000})}

    def clean_signature(self) -> str:
        signature: str = self.cleaned_data["signature"]
        if len(signature) > 2000:
            raise forms.ValidationError(_("At most 2,000 characters, please."))
        return signature
