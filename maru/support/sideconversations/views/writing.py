"""What is written on the page: its files, and why it could not be said."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.members.models import Member
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.files import NewFile, keep
from maru.support.tickets.forms import must_fit
from maru.support.tickets.models import Attachment, PendingFile
from maru.support.tickets.pending_file import UnknownFile


def files_of(fields: dict[str, Any], member: Member) -> list[NewFile]:
    """Return the pictures in the text, the files beside it and those of the ticket that go along.

    Raises UnknownFile, ValidationError when they are too much, and OSError.
    """
    within = fields["said"].pictures
    pictures = PendingFile.take([], by=member, within=within) if within else []
    picked: list[Attachment] = fields["picked"]
    beside = [NewFile(f.name, f.content_type, f.size, f.sha256) for f in picked]
    files = [*pictures, *keep(fields["attached"]), *beside]
    must_fit(files)
    return files


def words_of(why: Exception) -> str:
    """Return why something could not be said, for whoever wanted to."""
    if isinstance(why, Refusal):
        return why.words
    if isinstance(why, ValidationError):
        return str(why.messages[0])
    if isinstance(why, Unreachable):
        return _("This brand has no mailbox to write from. An administrator can add one in the "
                 "settings, Mail addresses.")  # fmt: skip
    if isinstance(why, UnknownFile):
        return _("A picture is not here any more. Put it in once more.")
    return _("The files could not be kept: the disk is full or broken.")


def only_colleagues() -> str:
    return _("Your role asks colleagues; people outside are written to by others.")
