from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ICONS = [
    "maru",
    "inbox",
    "mail",
    "chat",
    "bubble",
    "phone",
    "forum",
    "globe",
    "users",
    "user",
    "headset",
    "robot",
    "book",
    "chart",
    "gear",
    "search",
    "filter",
    "sort",
    "list",
    "columns",
    "plus",
    "check",
    "x",
    "more",
    "left",
    "right",
    "up",
    "down",
    "arrow",
    "reply",
    "forward",
    "return",
    "refresh",
    "send",
    "clip",
    "file",
    "image",
    "at",
    "link",
    "copy",
    "download",
    "edit",
    "trash",
    "merge",
    "split",
    "tag",
    "star",
    "clock",
    "calendar",
    "moon",
    "sun",
    "screen",
    "bell",
    "lock",
    "shield",
    "key",
    "eye",
    "eyeoff",
    "alert",
    "info",
    "help",
    "offline",
    "home",
    "signout",
]


class CatalogueForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As customers see it."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    team = forms.ChoiceField(label=_("Team"), choices=[("a", "교환·환불팀"), ("b", "배송팀")])
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    tell = forms.BooleanField(label=_("Tell me by e-mail"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        widget=forms.RadioSelect,
        choices=[("q", _("Question")), ("p", _("Problem"))],
    )


def catalogue(request: HttpRequest) -> HttpResponse:
    """Show every component; mounted for development and tests only."""
    form = CatalogueForm({"name": "온누리 상점", "email": "haneul.kim@", "team": "a", "kind": "q"})
    context = {"form": form, "icons": ICONS, "at": timezone.now() - timedelta(minutes=3)}
    return render(request, "ui/catalogue.html", context)
