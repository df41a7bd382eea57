"""What people write beside a ticket."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from maru.kit.written import TooHeavy, Written
from maru.support.sideconversations.conversation import LONGEST
from maru.support.tickets.forms import (
    MAX_HTML,
    MAX_TEXT,
    FilesField,
    KeysField,
    must_fit,
    too_heavy_words,
    written,
)
from maru.support.tickets.models import Attachment, Ticket


class SideWritingForm(forms.Form):
    """What is said, and what goes along: new files, and files of the ticket."""

    text = forms.CharField(
        max_length=MAX_TEXT,
        strip=False,
        error_messages={"required": _("Write something before you send it.")},
    )
    html = forms.CharField(max_length=MAX_HTML, required=False)  # of the editor: the words' form
    attached = FilesField(required=False)
    picked = KeysField(required=False)  # files of the ticket
    seen = forms.IntegerField(min_value=0, required=False)  # newest message on the page

    def __init__(self, data: Any, files: Any = None, *, ticket: Ticket | None) -> None:
        """``ticket``: whose files may go along; None for who does not see it."""
        super().__init__(data, files)
        self.ticket = ticket

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError(_("Write something before you send it."))
        return text.replace("\r\n", "\n")

    def clean_picked(self) -> list[Attachment]:
        keys = self.cleaned_data["picked"]
        if not keys:
            return []
        rows = Attachment.objects.filter(message__ticket=self.ticket, key__in=keys)
        found = {file.key: file for file in rows} if self.ticket else {}
        if any(key not in found for key in keys):
            raise ValidationError(_("A file is not in this ticket any more. Reload the page."))
        if any(file.is_held for file in found.values()):
            raise ValidationError(
                _("A file is held back by the virus scanner and cannot go along.")
            )
        return [found[key] for key in dict.fromkeys(keys)]

    def clean(self) -> dict[str, Any]:
        fields = self.cleaned_data
        must_fit([*fields.get("attached", []), *fields.get("picked", [])])
        if "text" in fields and "html" in fields:
            try:
                fields["said"] = written(fields["text"], fields["html"])
            except TooHeavy:
                raise ValidationError(too_heavy_words()) from None
        return fields


class SideStartForm(SideWritingForm):
    """The same, to whom, and about what."""

    to = forms.CharField(
        max_length=5000,
        error_messages={"required": _("Say whom to ask: a colleague, a team or an address.")},
    )
    subject = forms.CharField(max_length=LONGEST, required=False)
    quoting = forms.BooleanField(required=False)  # what the customer wrote last goes along
    holding = forms.BooleanField(required=False)  # the ticket waits on hold for the answer

    field_order = ["to", "subject", "text"]


class ToForm(forms.Form):
    to = forms.CharField(
        max_length=5000,
        error_messages={"required": _("Say whom to ask: a colleague, a team or an address.")},
    )


def written_so_far(text: str, html: str) -> Written:
    """Return what is being written; at least its words, where its form cannot be kept."""
    text = text[:MAX_TEXT].replace("\r\n", "\n")
    try:
        return written(text, html if len(html) <= MAX_HTML else "")
    except TooHeavy:
        return Written(text)
