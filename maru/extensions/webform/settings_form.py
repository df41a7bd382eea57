"""What a person sets of a web form; its channel is kept along with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.webform.origins import AT_MOST, NotAnOrigin, read_origins
from maru.extensions.webform.web_form import KIND, WebForm
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.models import Member
from maru.staff.teams.models import Team

_ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
TAKEN = {"confirm"}  # by our own pages


class OriginsField(forms.CharField):
    def clean(self, value: Any) -> list[str]:
        try:
            origins = read_origins(super().clean(value))
        except NotAnOrigin as error:
            words = _("“%(line)s” is not an address of a site. One looks like https://example.com.")
            raise forms.ValidationError(words % {"line": error}) from None
        if len(origins) > AT_MOST:
            raise forms.ValidationError(_("At most %(count)d sites.") % {"count": AT_MOST})
        return origins

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "").split() != str(data or "").split()


class WebFormForm(RecordedForm[WebForm]):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("For your colleagues; customers do not see it."),
    )
    brand = forms.ModelChoiceField(Brand.objects.none(), label=gettext_lazy("Brand"))
    address = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
    )
    team = forms.ModelChoiceField(
        Team.objects.all(),
        label=gettext_lazy("Team"),
        required=False,
        help_text=gettext_lazy("New tickets go to this team."),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("Takes messages"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Off: the page says that it is closed; old tickets stay."),
    )
    origins = OriginsField(
        label=gettext_lazy("Sites that may embed it"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(
            attrs={"rows": 2, "spellcheck": "false", "placeholder": "https://shop.example.com"}
        ),
        help_text=gettext_lazy("One a line. On other sites a browser does not show it."),
    )
    link_days = forms.IntegerField(
        label=gettext_lazy("Days that the link works"),
        min_value=1,
        max_value=30,
        initial=7,
        help_text=gettext_lazy(
            "What nobody confirms by then is discarded, and erased 30 days later."
        ),
    )

    class Meta:
        model = WebForm
        fields = ["asks_name", "asks_subject", "takes_files", "origins", "link_days"]
        labels = {
            "asks_name": gettext_lazy("Name"),
            "asks_subject": gettext_lazy("Subject"),
            "takes_files": gettext_lazy("Takes files"),
        }

    def __init__(
        self, data: Any = None, *, instance: WebForm | None = None, member: Member
    ) -> None:
        super().__init__(data, instance=instance)
        brand, team = self.fields["brand"], self.fields["team"]
        assert isinstance(brand, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101
        brand.queryset = member.brands.all()
        team.empty_label = _("No team")
        if instance:
            self._show(instance)
        else:
            self.initial.setdefault("brand", member.brands.first())
        for language, label in settings.LANGUAGES:
            self._add_texts(language, str(label))

    def _show(self, web_form: WebForm) -> None:
        channel = web_form.channel
        # What has come in belongs to the brand that it was written to.
        self.fields["brand"].disabled = True
        shown = {
            "name": channel.name,
            "brand": channel.brand_id,
            "address": channel.address,
            "team": channel.team_id,
            "is_active": channel.is_active,
            "origins": "\n".join(web_form.origins),
        }
        self.initial.update(shown)

    def _add_texts(self, language: str, label: str) -> None:
        own: Any = self.instance.texts.get(language, {})
        self.fields[f"title_{language}"] = forms.CharField(
            label=_("Title (%(language)s)") % {"language": label},
            required=False,
            max_length=120,
            widget=forms.TextInput(attrs={"lang": language}),
        )
        self.fields[f"intro_{language}"] = forms.CharField(
            label=_("Text above it (%(language)s)") % {"language": label},
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
        )
        for name in ("title", "intro"):
            self.initial[f"{name}_{language}"] = own.get(name, "")

    @property
    def texts(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        for language, _label in settings.LANGUAGES:
            yield self[f"title_{language}"], self[f"intro_{language}"]

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip().lower()
        brand = self.cleaned_data.get("brand")
        if not address:
            return _free(slugify(brand.name) or f"brand-{brand.pk}") if brand else ""
        if not _ADDRESS.fullmatch(address) or address in TAKEN:
            raise forms.ValidationError(_("Use small letters, digits and hyphens."))
        others = Channel.objects.filter(kind=KIND, address=address)
        if others.exclude(pk=self.instance.channel_id).exists():
            raise forms.ValidationError(_("Another form has this address."))
        return address

    def save(self, commit: bool = True) -> WebForm:
        said = self.cleaned_data
        channel = self.instance.channel if self.instance.channel_id else Channel(kind=KIND)
        for name in ("name", "brand", "address", "team", "is_active"):
            setattr(channel, name, said[name])
        channel.save()
        self.instance.channel = channel
        self.instance.texts = {
            language: {name: said[f"{name}_{language}"] for name in ("title", "intro")}
            for language, _label in settings.LANGUAGES
        }
        return super().save(commit)


def _free(address: str) -> str:
    """Return ``address`` of the letters an address may have, or it with a number that is free."""
    wanted = "".join(c for c in address if c in "abcdefghijklmnopqrstuvwxyz0123456789-")
    base = wanted.strip("-")[:40].strip("-") or "form"
    taken = set(
        Channel.objects.filter(kind=KIND, address__startswith=base).values_list(
            "address", flat=True
        )
    )
    taken |= TAKEN
    number = 1
    while (address := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return address
