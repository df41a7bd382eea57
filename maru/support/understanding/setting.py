"""How a facet is used, as a form: on or off, from which confidence, where its topics stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maru.kit.fields.models import CustomField
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.understanding.facet import LEARNT, Facet, FacetName
from maru.support.understanding.models import Lesson, Reassessment


class FacetForm(forms.Form):
    """Changes a facet. ``field`` is asked of the topic alone; empty: the tags."""

    is_on = forms.BooleanField(label=_("Say it"), required=False)
    threshold = forms.IntegerField(
        label=_("From which confidence on (percent)"), min_value=50, max_value=99,
        help_text=_("Below it Maru says nothing."),
    )  # fmt: skip
    field: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, required=False, label=_("The topic stands in"),
        empty_label=_("the tags"), to_field_name="key",
        help_text=_("A choice field of tickets, where you have one for what a case is about."),
    )  # fmt: skip

    def __init__(self, data: Any, *, facet: Facet) -> None:
        self.facet = facet
        super().__init__(data, initial={
            "is_on": facet.is_on, "threshold": facet.threshold,
            "field": facet.field.key if facet.field else "",
        })  # fmt: skip
        if facet.name != FacetName.TOPIC:
            del self.fields["field"]
            return
        choices = CustomField.objects.filter(noun="ticket", kind="choice")
        self.fields["field"].queryset = choices  # type: ignore[attr-defined]

    def save_by(self, by: Member) -> Facet:
        """Save with one event; none if nothing differed. What tickets look like follows, by a
        worker; another source of topics is learnt at once."""
        facet, said = self.facet, self.cleaned_data
        before = told(facet)
        source = facet.source
        facet.is_on, facet.threshold = said["is_on"], said["threshold"]
        facet.field = said.get("field")
        if told(facet) == before:
            return facet
        with transaction.atomic():
            facet.save()
            Event.record("facet.changed", facet, by=by, before=before, after=told(facet))
            Reassessment.ask(facet.name)
            if facet.source != source and facet.name in LEARNT and facet.is_on:
                Lesson.ask(facet.name, by=by)
        return facet


def told(facet: Facet) -> dict[str, Any]:
    return {"facet": facet.name, "is_on": facet.is_on, "threshold": facet.threshold,
            "source": facet.source or "tags"}  # fmt: skip
