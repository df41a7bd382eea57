"""What a person fills in to import files, or a mailbox that is connected."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.email.imap.trouble import Trouble, in_words
from maru.extensions.email.importing.asking import Unaskable, for_mailbox, for_uploads
from maru.extensions.email.importing.mail_import import DAYS, Closing, MailImport
from maru.extensions.email.models import Mailbox
from maru.records.channels.models import Channel
from maru.staff.members.models import Member
from maru.support.tickets.files import NewFile
from maru.support.tickets.pending_file import PendingFile, UnknownFile


class ImportForm(forms.Form):
    """The common half. ``begin`` raises nothing: what is wrong becomes an error of the form."""

    channel = forms.ModelChoiceField(
        Channel.objects.none(),
        label=gettext_lazy("Mail address"),
        help_text=gettext_lazy("To which address of yours this mail belongs."),
    )
    own = forms.CharField(
        label=gettext_lazy("Other addresses of yours"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy(
            "Mail from them is your answers. With commas; those set up here are known."
        ),
    )
    closing = forms.ChoiceField(
        label=gettext_lazy("Which tickets are solved"),
        choices=Closing.choices,
        initial=Closing.OLD,
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(
        label=gettext_lazy("After so many days without a mail"),
        min_value=0,
        max_value=10_000,
        initial=DAYS,
        required=False,
    )

    def __init__(self, data: Any = None, *, member: Member) -> None:
        super().__init__(data)
        self.member = member
        channels = Channel.objects.visible_to(member).filter(kind="email")
        channel = cast(forms.ModelChoiceField, self.fields["channel"])  # type: ignore[type-arg]
        channel.queryset = self._choosable(channels)
        channel.empty_label = None

    def _choosable(self, channels: Any) -> Any:
        return channels

    def clean_own(self) -> list[str]:
        given = [one for one in re.split(r"[\s,;]+", self.cleaned_data["own"].lower()) if one]
        for address in given:
            try:
                validate_email(address)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("%(given)s is no mail address.") % {"given": address}
                ) from None
        return given

    def clean_days(self) -> int:
        days = self.cleaned_data["days"]
        return DAYS if days is None else int(days)

    @property
    def fields_of_import(self) -> dict[str, Any]:
        """What both kinds have in common."""
        return {
            "by": self.member,
            "ours": self.cleaned_data["own"],
            "closing": self.cleaned_data["closing"],
            "days": self.cleaned_data["days"],
        }


class FilesForm(ImportForm):
    def begin(
        self, files: list[NewFile], keys: list[str], *, is_dry_run: bool
    ) -> MailImport | None:
        """Begin with ``files``, and those that were sent ahead under ``keys``."""
        if not files and not keys:
            self.add_error(None, _("Choose a file: an mbox, a zip of mails, or single mails."))
            return None
        try:
            with transaction.atomic():
                return for_uploads(
                    self.cleaned_data["channel"],
                    [*files, *PendingFile.take(keys, by=self.member)],
                    is_dry_run=is_dry_run,
                    **self.fields_of_import,
                )
        except UnknownFile:
            self.add_error(None, _("What was uploaded is gone after a day. Choose the file again."))
            return None


class AccountForm(ImportForm):
    folders = forms.CharField(
        label=gettext_lazy("Folders"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy(
            "With commas. Empty: those that Maru reads, and the folder of sent mail."
        ),
    )
    since = forms.DateField(
        label=gettext_lazy("Mail since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: all there is."),
    )

    field_order = ["channel", "folders", "since", "own", "closing", "days"]

    def _choosable(self, channels: Any) -> Any:
        accounts = Mailbox.objects.visible_to(self.member)
        return channels.filter(pk__in=accounts.values("channel"))

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        if since and since > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return since

    def begin(self, *, is_dry_run: bool) -> MailImport | None:
        """Asks the mail server for its folders: up to ten seconds for each answer."""
        folders = [n.strip() for n in self.cleaned_data["folders"].split(",") if n.strip()]
        try:
            return for_mailbox(
                self.cleaned_data["channel"],
                folders,
                self.cleaned_data["since"],
                is_dry_run=is_dry_run,
                **self.fields_of_import,
            )
        except Unaskable as why:
            self.add_error("folders", str(why))
        except Trouble as why:
            self.add_error(None, f"{in_words(why.code)} ({why.detail})")
        return None
