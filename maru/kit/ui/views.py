from datetime import timedelta
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext_lazy

import maru

ICONS = Path(maru.__file__).resolve().parents[1] / "assets" / "icons"


class CatalogueForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("catalogue", "Name"),
        help_text=pgettext_lazy("catalogue", "As customers see it."),
    )
    email = forms.EmailField(label=pgettext_lazy("catalogue", "E-mail"), required=False)
    password = forms.CharField(
        label=pgettext_lazy("catalogue", "Password"),
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    team = forms.ChoiceField(
        label=pgettext_lazy("catalogue", "Team"), choices=[("a", "교환·환불팀"), ("b", "배송팀")]
    )
    note = forms.CharField(
        label=pgettext_lazy("catalogue", "Note"), widget=forms.Textarea, required=False
    )
    tell = forms.BooleanField(label=pgettext_lazy("catalogue", "Tell me by e-mail"), required=False)
    kind = forms.ChoiceField(
        label=pgettext_lazy("catalogue", "Kind"),
        widget=forms.RadioSelect,
        choices=[
            ("q", pgettext_lazy("catalogue", "Question")),
            ("p", pgettext_lazy("catalogue", "Problem")),
        ],
    )


def catalogue(request: HttpRequest) -> HttpResponse:
    """Show every component; mounted for development and tests only."""
    form = CatalogueForm({"name": "온누리 상점", "email": "haneul.kim@", "team": "a", "kind": "q"})
    context = {
        "form": form,
        "icons": sorted(icon.stem for icon in ICONS.glob("*.svg")),
        "at": timezone.now() - timedelta(minutes=3),
    }
    return render(request, "ui/catalogue.html", context)
