"""A custom field in a form of Django's: how it is put in. Its kind reads what was sent."""

from __future__ import annotations

from typing import Any

from django import forms

from maru.kit.fields.field import CustomField
from maru.kit.fields.value import LENGTH


def input_for(field: CustomField) -> forms.Field:
    """Return a form field that takes any words; what fits is the kind's to say."""
    about: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.help}
    offered = [(choice.word, choice.label) for choice in field.choices.all() if choice.is_offered]
    match field.kind:
        case "choice":
            return forms.ChoiceField(choices=[("", ""), *offered], **about)
        case "many":
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=offered, widget=widget, **about)
        case "checkbox":
            return forms.BooleanField(**about)
        case "date":
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **about)
        case "number":
            plain = {"help_text": field.help or field.unit}
            widget_ = forms.TextInput(attrs={"inputmode": "decimal"})
            return forms.CharField(max_length=40, widget=widget_, **{**about, **plain})
    helped = {"help_text": field.help or field.how.about} if field.how.column == "points_to" else {}
    return forms.CharField(max_length=LENGTH, **{**about, **helped})
