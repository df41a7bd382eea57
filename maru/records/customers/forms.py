"""What people put into the customer page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer

SPOKEN = [
    ("", _("not known")),
    ("ko", "한국어"),
    ("en", "English"),
    ("ja", "日本語"),
    ("zh", "中文"),
]


class AboutForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, language, note."""

    language = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = Customer
        fields = ["name", "language", "note"]
        labels = {"name": _("Name"), "note": _("Note")}
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"note": _("Only colleagues see it.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        kept = self.instance.language
        # A language that mail told us of, beyond those offered, stays what it is.
        others = [(kept, kept)] if kept and kept not in dict(SPOKEN) else []
        self.fields["language"].choices = [*SPOKEN, *others]  # type: ignore[attr-defined]

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if len(note) > 10_000:
            raise forms.ValidationError(_("A note may have 10,000 characters."))
        return note


class ReachForm(forms.Form):
    """One address or number, in any spelling; which of the two is seen from it."""

    value = forms.CharField(
        label=_("New address or number"),
        max_length=254,
        error_messages={"required": _("Write an address or a number.")},
    )

    @property
    def kind(self) -> str:
        value = self.cleaned_data["value"]
        return ContactKind.EMAIL if "@" in value else ContactKind.PHONE
