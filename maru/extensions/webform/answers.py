"""What a visitor fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.webform.uploads import AT_MOST
from maru.extensions.webform.web_form import Asked, WebForm
from maru.kit.mailparse.cleaning import clean_line
from maru.kit.mailparse.names import safe_name
from maru.kit.ui.amounts import filesize
from maru.records.channels.models import Channel
from maru.records.viruses.uploading import Infected, check_uploads
from maru.support.tickets.files import MAX_BYTES, NewFile

LONGEST = 20_000  # characters of a message

REQUIRED = {
    "name": gettext_lazy("Write your name."),
    "email": gettext_lazy("Write your e-mail address, so that we can answer you."),
    "subject": gettext_lazy("Write in a few words what it is about."),
    "message": gettext_lazy("Write your message."),
}


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        return [one for one in (data or []) if one]


class AnswersForm(forms.Form):
    """The fields that ``web_form`` asks for. ``kept`` are files that came with an earlier try."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    # Not an EmailField: its own words come first, and it says less.
    email = forms.CharField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        help_text=gettext_lazy("We mail you a link first. Your message arrives when you open it."),
    )
    subject = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    message = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    # Django takes a field out of the class, so that form.files is still what came.
    files = FilesField(  # type: ignore[assignment]
        label=gettext_lazy("Files"), required=False
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, web_form: WebForm, kept: list[NewFile]
    ) -> None:
        super().__init__(data, files, auto_id="form_%s")
        self.kept = kept
        self.spared: list[UploadedFile[Any]] = []  # came along with a file that was refused
        for name, asked in [("name", web_form.asks_name), ("subject", web_form.asks_subject)]:
            if asked == Asked.NO:
                del self.fields[name]
            else:
                self.fields[name].required = asked == Asked.REQUIRED
        if not web_form.takes_files:
            del self.fields["files"]
        for name, words in REQUIRED.items():
            if name in self.fields:
                self.fields[name].error_messages["required"] = words
                self.fields[name].widget.attrs["data-required"] = str(words)

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"]).strip()

    def clean_subject(self) -> str:
        return clean_line(self.cleaned_data["subject"]).strip()

    def clean_message(self) -> str:
        text: str = self.cleaned_data["message"].replace("\r\n", "\n").strip("\n")
        if not text.strip():
            raise ValidationError(str(REQUIRED["message"]))
        return text

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"].strip().lower()
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError(
                _("This is not an e-mail address. One looks like name@example.com.")
            ) from None
        # A link to ourselves would come back as a ticket (S5).
        if Channel.objects.addresses_among([address]):
            raise ValidationError(_("This is our own address. Write yours."))
        return address

    def clean_files(self) -> list[UploadedFile[Any]]:
        new: list[UploadedFile[Any]] = self.cleaned_data["files"]
        if len(new) + len(self.kept) > AT_MOST:
            raise ValidationError(_("At most %(count)d files.") % {"count": AT_MOST})
        size = sum(one.size or 0 for one in new) + sum(one.size for one in self.kept)
        if size > MAX_BYTES:
            words = _("Together the files may have %(size)s. Leave one out, or send it smaller.")
            raise ValidationError(words % {"size": filesize(MAX_BYTES)})
        return self._clean_of_viruses(new)

    def _clean_of_viruses(self, new: list[UploadedFile[Any]]) -> list[UploadedFile[Any]]:
        """Return ``new`` if none has a virus; else refuse those, and have the others be kept."""
        clean, refused = [], []
        for one in new:
            try:
                check_uploads([one])
                clean.append(one)
            except Infected as found:
                refused.append(safe_name(found.name, 1, ""))
        if not refused:
            return new
        self.spared = clean
        words = _(
            "Not taken, because it carries a virus: %(names)s. Everything else is still here."
        )
        raise ValidationError(words % {"names": ", ".join(refused)})
