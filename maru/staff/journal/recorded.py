from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django import forms
from django.db import models, transaction
from django.shortcuts import get_object_or_404

from maru.staff.journal.event import Actor, Event

M = TypeVar("M", bound=models.Model)

if TYPE_CHECKING:

    class _ModelForm(forms.ModelForm[M]): ...
else:

    class _ModelForm(forms.ModelForm, Generic[M]): ...


class RecordedForm(_ModelForm[M]):
    """A form whose saving leaves an Event: brand.added, brand.changed with before and after.

    ``secret_fields`` are named in the event without their values.
    """

    secret_fields: tuple[str, ...] = ()

    def save_by(self, by: Actor, *, noun: str = "") -> M:
        """Save the answers together with their event; no event if nothing differed.

        Raises Http404 if the row was removed since the form was opened: nothing brings it back.
        """
        # Not by its key: a row of what a member chose has the member's before it is there.
        is_new = self.instance._state.adding
        names = list(self.fields) if is_new else self.changed_data
        with transaction.atomic():
            if not is_new:
                rows = type(self.instance)._default_manager.select_for_update()
                get_object_or_404(rows, pk=self.instance.pk)
            saved: M = self.save()
            if names:
                Event.record(
                    f"{noun or saved._meta.model_name}.{'added' if is_new else 'changed'}",
                    saved,
                    by=by,
                    before=None if is_new else self._told(names, self.initial),
                    after=self._told(names, self.cleaned_data),
                )
        return saved

    def _told(self, names: list[str], values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._plain(name, values.get(name)) for name in names}

    def _plain(self, name: str, value: Any) -> Any:
        if name in self.secret_fields:
            return "***" if value else ""
        if isinstance(value, models.Model):
            return value.pk
        return value if isinstance(value, str | int | bool | list | dict | None) else str(value)
