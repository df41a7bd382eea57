"""What a person sets of an outlet; its webhook is kept along with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.outlets.happening import USUAL, Happening
from maru.extensions.outlets.models import Outlet
from maru.kit.http.posting import why_not
from maru.kit.webhooks.models import Webhook
from maru.kit.webhooks.trouble import in_words
from maru.kit.webhooks.webhook import Form
from maru.staff.journal.recorded import RecordedForm
from maru.staff.teams.models import Team


class OutletForm(RecordedForm[Outlet]):
    """``new_secret`` is what a new one signs with: shown this once."""

    secret_fields = ("url",)
    new_secret = ""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Form.choices)
    url = forms.CharField(
        label=gettext_lazy("Address of the webhook"),
        max_length=2000,
        widget=forms.TextInput(
            attrs={"spellcheck": "false", "autocomplete": "off", "inputmode": "url"}
        ),
    )
    hears = forms.MultipleChoiceField(
        label=gettext_lazy("What it hears of"),
        choices=Happening.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[str(each) for each in USUAL],
    )

    class Meta:
        model = Outlet
        fields = ["name", "language", "tells_words"]
        labels = {
            "name": gettext_lazy("Name"),
            "language": gettext_lazy("Language"),
            "tells_words": gettext_lazy("What people wrote goes along"),
        }
        help_texts = {
            "name": gettext_lazy("The channel that it leads to: #returns."),
            "tells_words": gettext_lazy(
                "Names, the subject and the beginning of the text leave Maru. Off: what happened "
                "and the number of the ticket alone."
            ),
        }

    field_order = ["name", "kind", "url", "hears", "language", "tells_words"]

    def __init__(
        self, data: Any = None, *, team: Team, instance: Outlet | None = None, language: str = "ko"
    ) -> None:
        super().__init__(data, instance=instance or Outlet(team=team, language=language))
        self.fields["language"].widget.attrs["class"] = "input"
        if instance:
            # What it is told in is what its secret and its log are for.
            self.fields["kind"].disabled = True
            self.fields["url"].required = False
            self.fields["url"].help_text = _(
                "It is kept sealed and never shown. Empty: as before, at %(host)s."
            ) % {"host": instance.webhook.host}
            self.initial.update(kind=instance.webhook.form, hears=instance.hears)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        why = why_not(url) if url else None
        if why:
            raise forms.ValidationError(in_words(why.value))
        return url

    def clean_hears(self) -> list[str]:
        return [each for each in Happening.values if each in self.cleaned_data["hears"]]

    def save(self, commit: bool = True) -> Outlet:
        said, outlet = self.cleaned_data, self.instance
        webhook = outlet.webhook if outlet.webhook_id else Webhook(form=said["kind"])
        if said["url"]:
            webhook.point_to(said["url"])
        if webhook.pk is None and webhook.form == Form.PLAIN:
            self.new_secret = webhook.new_secret()
        if webhook.pk is None:
            webhook.save()
        elif said["url"]:
            webhook.save(update_fields=["sealed_url", "host", "due_at"])
        outlet.webhook, outlet.hears = webhook, said["hears"]
        return super().save(commit)
