"""What a person sets of an endpoint; its webhook is kept along with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.webhooks.endpoint import Endpoint
from maru.extensions.webhooks.occasion import USUAL, Occasion
from maru.kit.conditions import BadCondition
from maru.kit.http.posting import why_not
from maru.kit.webhooks.models import Webhook
from maru.kit.webhooks.trouble import in_words
from maru.kit.webhooks.webhook import Form
from maru.staff.company.models import Brand
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.vocabulary import TICKETS


class EndpointForm(RecordedForm[Endpoint]):
    """``new_secret`` is what a new one signs with: shown this once."""

    secret_fields = ("url",)
    new_secret = ""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=2000,
        widget=forms.TextInput(
            attrs={"spellcheck": "false", "autocomplete": "off", "inputmode": "url"}
        ),
    )
    hears = forms.MultipleChoiceField(
        label=gettext_lazy("What it hears of"),
        choices=Occasion.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=[str(each) for each in USUAL],
    )
    brands = forms.ModelMultipleChoiceField(
        Brand.objects.none(),
        label=gettext_lazy("Of tickets of these brands"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: of all."),
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label=gettext_lazy("And of these teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: of all but private teams."),
    )

    class Meta:
        model = Endpoint
        fields = ["name", "brands", "teams", "is_by_hand"]
        labels = {
            "name": gettext_lazy("Name"),
            "is_by_hand": gettext_lazy("Macros and rules may tell it of a ticket"),
        }
        help_texts = {
            "name": gettext_lazy("The program that listens there: warehouse."),
            "is_by_hand": gettext_lazy(
                "Whoever may change tickets can then send it one of those, by a macro."
            ),
        }

    field_order = ["name", "url", "hears", "brands", "teams", "is_by_hand"]

    def __init__(self, data: Any = None, *, by: Member, instance: Endpoint | None = None) -> None:
        super().__init__(data, instance=instance)
        fields: Any = self.fields
        fields["brands"].queryset = Brand.objects.visible_to(by)
        fields["teams"].queryset = Team.objects.visible_to(by)
        if instance:
            fields["url"].required = False
            fields["url"].help_text = _(
                "It is kept sealed and never shown. Empty: as before, at %(host)s."
            ) % {"host": instance.webhook.host}
            self.initial["hears"] = instance.hears

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        why = why_not(url) if url else None
        if why:
            raise forms.ValidationError(in_words(why.value))
        return url

    def clean_hears(self) -> list[str]:
        return [each for each in Occasion.values if each in self.cleaned_data["hears"]]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("hears") and not said.get("is_by_hand") and "hears" not in self.errors:
            self.add_error("hears", _("Choose what it hears of, or let macros and rules tell it."))
        return said

    def save(self, commit: bool = True) -> Endpoint:
        said, endpoint = self.cleaned_data, self.instance
        is_new = not endpoint.webhook_id
        webhook = Webhook(form=Form.PLAIN, is_patient=True) if is_new else endpoint.webhook
        if said["url"]:
            webhook.point_to(said["url"])
        if is_new:
            self.new_secret = webhook.new_secret()
            webhook.save()
        elif said["url"]:
            webhook.save(update_fields=["sealed_url", "host", "due_at"])
        endpoint.webhook, endpoint.hears = webhook, said["hears"]
        return super().save(commit)

    def _plain(self, name: str, value: Any) -> Any:
        if name in {"brands", "teams"}:
            return sorted(row.pk for row in value or [])
        return super()._plain(name, value)


def read_conditions(given: Any) -> dict[str, Any]:
    """Return the conditions of a program, checked. Raises BadCondition."""
    if not given:
        return {}
    if not isinstance(given, dict):
        raise BadCondition("", _("A condition cannot be asked like that."))
    TICKETS.read(given)
    return given
