"""What people put into the ticket page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from maru.kit.mailparse.names import safe_name
from maru.kit.written import TooHeavy, Written
from maru.records.viruses.uploading import Infected, check_uploads
from maru.staff.members.models import Member
from maru.staff.members.roles import POWERS, Power, Role
from maru.staff.teams.models import Team
from maru.support.tickets.choices import Kind, Priority, Status
from maru.support.tickets.files import MAX_BYTES
from maru.support.tickets.linking.link import LinkKind
from maru.support.tickets.merging.merger import LONGEST
from maru.support.tickets.models import Ticket

MAX_TEXT = 200_000  # characters
MAX_HTML = 1_000_000  # characters of what gives them a form
MOST_FILES = 100


def infected_words(found: Infected) -> str:
    """Say to a colleague why their file was not taken."""
    words = _(
        "“%(name)s” was not taken: it carries a virus (%(virus)s). Leave it out and send again; "
        "what you wrote is still here."
    )
    return str(words % {"name": safe_name(found.name, 1, ""), "virus": found.virus})


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


def must_fit(files: Iterable[Any]) -> None:
    """Raise ValidationError where ``files``, each with its size, are too large for one mail."""
    if sum(file.size for file in files) > MAX_BYTES:
        limit = filesizeformat(MAX_BYTES)
        raise ValidationError(
            _("These files are too large for a mail; together they may have %(limit)s."),
            params={"limit": limit},
        )


class KeysField(forms.Field):
    """The keys of files that were sent ahead."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        return [str(key)[:32] for key in (value or [])][:MOST_FILES]


class FilesField(forms.FileField):
    """Any number of files; clean gives a list."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        single = super().clean
        files = [single(each, initial) for each in (data or [])]
        must_fit(files)
        try:
            check_uploads(files)
        except Infected as found:
            raise ValidationError(infected_words(found)) from None
        return files


def mode_among(given: list[str]) -> str:
    """Return how something is written, of all the answers that came: a note, once one says so.

    A page without script answers twice, by its choice and by what the composer began with.
    What reaches nobody can be sent again; what reached a customer cannot be taken back.
    """
    return "note" if "note" in given else (given or [""])[-1]


class ModeInput(forms.HiddenInput):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return mode_among(data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")])


def written(text: str | None, html: str) -> Written:
    """Return what is said by words as they were typed and, where it has one, by its form; None:
    by its form alone. Raises TooHeavy."""
    said = Written.in_html(html, text=text) if html else Written(text or "")
    if len(said.text) > MAX_TEXT:
        raise TooHeavy
    return said


def too_heavy_words() -> str:
    return str(
        _(
            "This is too long, or nested too deeply, to be sent with its form. Shorten it, or "
            "paste it as plain text."
        )
    )


class WritingForm(forms.Form):
    """The composer: a reply or an internal note."""

    mode = forms.ChoiceField(choices=[("reply", ""), ("note", "")], widget=ModeInput)
    text = forms.CharField(
        max_length=MAX_TEXT,
        strip=False,
        error_messages={"required": _("Write something before you send it.")},
    )
    html = forms.CharField(max_length=MAX_HTML, required=False)  # of the editor: the words' form
    attached = FilesField(required=False)
    seen = forms.IntegerField(min_value=0)  # newest public message on the page
    seen_anyway = forms.IntegerField(min_value=0, required=False)  # after "send anyway"
    empty_anyway = forms.BooleanField(required=False)  # after it was asked about
    doubts_anyway = forms.CharField(max_length=400, required=False)  # which were asked about
    done_anyway = forms.BooleanField(required=False)  # the same, of what is still open
    shown = forms.IntegerField(min_value=0, required=False)  # last message on the page
    then = forms.ChoiceField(
        required=False,
        choices=[(s, s) for s in (Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.SOLVED)],
    )
    kept = KeysField(required=False)  # of files that hang on the draft

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError(_("Write something before you send it."))
        return text.replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        fields = self.cleaned_data
        if "text" in fields and "html" in fields:
            try:
                fields["said"] = written(fields["text"], fields["html"])
            except TooHeavy:
                raise ValidationError(too_heavy_words()) from None
        return fields

    @property
    def has_seen(self) -> int:
        return max(int(self.cleaned_data["seen"]), self.cleaned_data["seen_anyway"] or 0)


class PriorityForm(forms.Form):
    value = forms.TypedChoiceField(choices=Priority.choices, coerce=int)


class KindForm(forms.Form):
    value = forms.ChoiceField(choices=Kind.choices)


class SubjectForm(forms.Form):
    value = forms.CharField(
        max_length=500, error_messages={"required": _("A ticket needs a subject.")}
    )


class WaitForm(forms.Form):
    value = forms.ChoiceField(choices=[(s, s) for s in (Status.PENDING, Status.ON_HOLD)])


class TagsForm(forms.Form):
    value = forms.CharField(max_length=1000, required=False)

    def clean_value(self) -> list[str]:
        """Return the words, parted by commas or line breaks; a tag has no spaces of its own."""
        text: str = self.cleaned_data["value"]
        return text.replace("\n", ",").replace("#", ",").split(",")


class AssigneeForm(forms.Form):
    value: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        required=False,
        error_messages={
            "invalid_choice": _("This colleague does not work for this brand or private team.")
        },
    )

    def __init__(self, data: Any, *, ticket: Ticket) -> None:
        super().__init__(data)
        self.fields["value"].queryset = askable(  # type: ignore[attr-defined]
            ticket.brand_id, ticket.team
        )


class FollowerForm(AssigneeForm):
    def __init__(self, data: Any, *, ticket: Ticket) -> None:
        super().__init__(data, ticket=ticket)
        self.fields["value"].required = True
        self.fields["value"].error_messages["required"] = _("Choose a colleague first.")


class TeamForm(forms.Form):
    value: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        required=False,
        error_messages={"invalid_choice": _("There is no such team.")},
    )

    def __init__(self, data: Any, *, member: Member) -> None:
        super().__init__(data)
        self.fields["value"].queryset = teams_for(member)  # type: ignore[attr-defined]


class AddressForm(forms.Form):
    address = forms.EmailField(
        max_length=254,
        error_messages={"invalid": _("Write an e-mail address, like kim@example.com.")},
    )


class PlaceForm(forms.Form):
    """Where a message belongs: the number of a ticket of the same brand."""

    to: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        error_messages={
            "required": _("Write the number of a ticket."),
            "invalid_choice": _("There is no such ticket in this brand."),
        },
    )

    def __init__(self, data: Any, *, ticket: Ticket, member: Member) -> None:
        given = {"to": str(data.get("to", "")).strip().lstrip("#")}
        super().__init__(given)
        rows = Ticket.objects.visible_to(member).filter(brand_id=ticket.brand_id)
        self.fields["to"].queryset = rows  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """What another ticket is to this one."""

    kind = forms.ChoiceField(choices=LinkKind.choices)
    to: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        error_messages={
            "required": _("Write the number of a ticket."),
            "invalid_choice": _("There is no such ticket."),
        },
    )

    def __init__(self, data: Any, *, member: Member) -> None:
        super().__init__({**data, "to": str(data.get("to", "")).strip().lstrip("#")})
        self.fields["to"].queryset = Ticket.objects.visible_to(member)  # type: ignore[attr-defined]


class MergerForm(forms.Form):
    """Which ticket stays, and why; whether it may be is the tickets' to say (merging/refused)."""

    into: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        error_messages={
            "required": _("Write the number of a ticket."),
            "invalid_choice": _("There is no such ticket."),
        },
    )
    why = forms.CharField(max_length=LONGEST, required=False)

    def __init__(self, data: Any, *, member: Member) -> None:
        super().__init__({**data, "into": str(data.get("into", "")).strip().lstrip("#")})
        self.fields["into"].queryset = Ticket.objects.visible_to(member)  # type: ignore[attr-defined]


def assignable(*brand_ids: int) -> Any:
    """Return who may have these brands' tickets: active members whose role writes in tickets."""
    writers = [role for role, powers in POWERS.items() if Power.NOTE in powers]
    return Member.objects.active().filter(brands__in=brand_ids, role__in=writers).distinct()


def askable(brand_id: int, team: Team | None) -> Any:
    """Return who may have or follow such a ticket: a private team's is its members' alone."""
    colleagues = assignable(brand_id)
    if team and team.is_private:
        return colleagues.filter(Q(role=Role.ADMIN) | Q(teams=team))
    return colleagues


def teams_for(member: Member) -> Any:
    """Return the teams ``member`` may hand a ticket to: all but others' private ones."""
    return Team.objects.exclude(pk__in=member.hidden_team_ids)
