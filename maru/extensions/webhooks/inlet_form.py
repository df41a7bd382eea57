"""What a person sets of an inlet; a line each of its mapping."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.webhooks.inlet import Does, Inlet
from maru.extensions.webhooks.mapping import BadMapping, checked
from maru.kit.fields.definitions import field_named
from maru.staff.company.models import Brand
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.models import Member

LINES = {
    "ident": gettext_lazy("What it is known again by"),
    "email": gettext_lazy("E-mail address of the customer"),
    "customer_name": gettext_lazy("Name of the customer"),
    "subject": gettext_lazy("Subject"),
    "body": gettext_lazy("What the customer says"),
    "priority": gettext_lazy("Priority"),
    "kind": gettext_lazy("Kind"),
    "tags": gettext_lazy("Tags"),
    "find": gettext_lazy("Number of the ticket, or what its field says"),
    "note": gettext_lazy("Note"),
}
NEEDED = {Does.OPENS: ("email", "subject", "body"), Does.ADDS: ("find",)}
OF = {
    Does.OPENS: {"ident", "email", "customer_name", "subject", "body", "priority", "kind", "tags"},
    Does.ADDS: {"ident", "find", "find_by", "note", "priority", "kind", "tags"},
}
MOST_FIELDS = 50


class InletForm(RecordedForm[Inlet]):
    """``new_address`` and ``new_secret`` are what a new one gets: shown this once."""

    new_address = ""
    new_secret = ""

    find_by = forms.CharField(
        label=gettext_lazy("Found by this field of yours"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Its key, such as order_number. Empty: by the number."),
    )
    fields_ = forms.CharField(
        label=gettext_lazy("Fields of yours"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("A line each: key = path."),
    )
    example = forms.CharField(
        label=gettext_lazy("An example of what comes"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "input--mono"}),
        help_text=gettext_lazy("Paste what the program sends, and try what becomes of it."),
    )

    class Meta:
        model = Inlet
        fields = ["name", "brand", "does", "is_signed"]
        labels = {
            "name": gettext_lazy("Name"),
            "brand": gettext_lazy("Brand"),
            "does": gettext_lazy("What becomes of it"),
            "is_signed": gettext_lazy("It must be signed (Standard Webhooks)"),
        }
        help_texts = {
            "is_signed": gettext_lazy(
                "Not signed, its address alone is the secret: whoever knows it may send."
            ),
        }

    def __init__(self, data: Any = None, *, by: Member, instance: Inlet | None = None) -> None:
        super().__init__(data, instance=instance)
        self.by = by
        fields: Any = self.fields
        fields["brand"].queryset = Brand.objects.filter(pk__in=by.brand_ids)
        fields["brand"].empty_label = None
        for name, label in LINES.items():
            fields[name] = forms.CharField(label=label, required=False, max_length=400)
        if instance:
            kept = instance.mapping
            self.initial.update({name: kept.get(name, "") for name in (*LINES, "find_by")})
            lines = kept.get("fields", {}).items()
            self.initial["fields_"] = "\n".join(f"{key} = {line}" for key, line in lines)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        does = said.get("does", Does.OPENS)
        mapping: dict[str, Any] = {}
        for name in LINES:
            if name in OF[does] and (line := said.get(name, "").strip()):
                self._keep(mapping, name, line)
        for name in NEEDED[does]:
            if name not in mapping and name not in self.errors:
                self.add_error(name, _("Say where it stands."))
        if does == Does.ADDS:
            self._find_by(mapping, said.get("find_by", "").strip())
        self._read_fields(mapping, said.get("fields_", ""))
        if does == Does.ADDS and not {"note", "fields", "priority", "kind", "tags"} & set(mapping):
            self.add_error("note", _("Say what is noted, or what is changed."))
        said["mapping"] = mapping
        return said

    def _keep(self, mapping: dict[str, Any], name: str, line: str) -> None:
        try:
            mapping[name] = checked(line)
        except BadMapping as why:
            self.add_error(name, str(why))

    def _find_by(self, mapping: dict[str, Any], key: str) -> None:
        if key and field_named("ticket", key) is None:
            self.add_error("find_by", _("There is no such field."))
        elif key:
            mapping["find_by"] = key

    def _read_fields(self, mapping: dict[str, Any], text: str) -> None:
        kept: dict[str, str] = {}
        for line in filter(str.strip, text.splitlines()):
            key, equals, path = (part.strip() for part in line.partition("="))
            if not equals or field_named("ticket", key) is None:
                self.add_error("fields_", _("“%(line)s”: no such field.") % {"line": line[:80]})
                return
            try:
                kept[key] = checked(path)
            except BadMapping as why:
                self.add_error("fields_", str(why))
                return
        if len(kept) > MOST_FIELDS:
            self.add_error("fields_", _("This is too long."))
        if kept:
            mapping["fields"] = kept

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "example"]  # it is kept nowhere

    def as_inlet(self) -> Inlet:
        """Return what is in the form, unsaved: to try it out."""
        said = self.cleaned_data
        return Inlet(does=said["does"], mapping=said["mapping"], member=self.by)

    def save(self, commit: bool = True) -> Inlet:
        inlet, is_new = self.instance, self.instance.pk is None
        inlet.mapping, inlet.member = self.cleaned_data["mapping"], self.by
        if is_new:
            self.new_address = inlet.new_address()
        if inlet.is_signed and not inlet.sealed_secret:
            self.new_secret = inlet.new_secret()
        if is_new:
            return super().save(commit)
        # Not its address: it may have been renewed since the form was opened.
        names = [*self.Meta.fields, "mapping", "member"]
        inlet.save(update_fields=[*names, *(["sealed_secret"] if self.new_secret else [])])
        return inlet

    def _told(self, names: list[str], values: Any) -> dict[str, Any]:
        told = super()._told([name for name in names if name != "example"], values)
        return {name: value for name, value in told.items() if value not in ("", None)}
