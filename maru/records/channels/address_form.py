from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.records.channels.channel import Channel
from maru.staff.journal.recorded import RecordedForm


class AddressForm(RecordedForm[Channel]):
    """A mail address that customers write to."""

    # Not an EmailField: its own words come first, and it would refuse before we can help.
    address = forms.CharField(
        label=gettext_lazy("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"placeholder": "support@example.com"}),
        help_text=gettext_lazy("Customers write here, and answers come from here."),
    )

    class Meta:
        model = Channel
        fields = ["address", "name", "brand", "team", "is_active"]
        labels = {
            "name": gettext_lazy("Sender name"),
            "brand": gettext_lazy("Brand"),
            "team": gettext_lazy("Team"),
            "is_active": gettext_lazy("Takes mail"),
        }
        help_texts = {
            "name": gettext_lazy("What customers see as the sender. Empty: the brand's name."),
            "team": gettext_lazy("New tickets go to this team."),
            "is_active": gettext_lazy(
                "Off: mail to this address is refused and its mail account is not read. "
                "Old tickets stay; their answers leave by the brand's first address that takes "
                "mail."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        team.empty_label = _("No team")

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip().lower()
        try:
            validate_email(address)
        except ValidationError:
            raise forms.ValidationError(
                _("This is not a mail address. One looks like support@example.com.")
            ) from None
        if "+" in address.partition("@")[0]:
            raise forms.ValidationError(_("Leave out the + and what follows; Maru understands it."))
        taken = Channel.objects.filter(kind="email", address=address).exclude(pk=self.instance.pk)
        if taken.exists():
            raise forms.ValidationError(_("This address is already set up here."))
        return address
