"""Asking for an import: what is wrong with the wish is said before anything begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from maru.extensions.email.importing.folders import folders_of
from maru.extensions.email.importing.mail_import import MailImport
from maru.extensions.email.models import Mailbox
from maru.records.channels.models import Channel
from maru.staff.members.models import Member
from maru.support.tickets.files import NewFile

NAMED = 3  # sources that stand in the name


class Unaskable(ValueError):
    """The import cannot begin; the message says why, in the user's language."""


def for_files(
    address: str | Channel, paths: Sequence[Path], *, by: Member | None = None, **fields: Any
) -> MailImport:
    """Ask for an import of files and folders of this machine. Raises Unaskable."""
    for path in paths:
        if not path.exists():
            raise Unaskable(_("There is no %(path)s.") % {"path": path})
    sources = [{"path": str(path)} for path in paths]
    return MailImport.ask(
        by=by,
        channel=channel_of(address),
        sources=sources,
        name=_named(path.name or str(path) for path in paths),
        **fields,
    )


def for_uploads(
    channel: Channel, files: Sequence[NewFile], *, by: Member, **fields: Any
) -> MailImport:
    """Ask for an import of uploaded files, which are blobs already."""
    sources = [{"sha256": file.sha256, "name": file.name} for file in files]
    return MailImport.ask(
        by=by, channel=channel, sources=sources, name=_named(f.name for f in files), **fields
    )


def for_mailbox(
    address: str | Channel,
    folders: Sequence[str],
    since: date | None,
    *,
    by: Member | None = None,
    **fields: Any,
) -> MailImport:
    """Ask for an import of a connected mailbox; without ``folders`` what Maru reads and what it
    was sent from. Raises Unaskable, and Trouble when the server cannot be asked."""
    channel = channel_of(address)
    mailbox = Mailbox.objects.filter(channel=channel).first()
    if mailbox is None:
        raise Unaskable(
            _("Maru reads no mail account for %(address)s. Connect it in the settings first.")
            % {"address": channel.address}
        )
    known = folders_of(mailbox)
    names = list(folders) or [*mailbox.folders, *known.sent]
    if missing := [name for name in names if name not in known.names]:
        raise Unaskable(
            _("There is no folder %(missing)s. There are: %(known)s")
            % {"missing": ", ".join(missing), "known": ", ".join(known.names)}
        )
    return MailImport.ask(
        by=by,
        channel=channel,
        mailbox=mailbox,
        since=since,
        sources=[{"folder": name} for name in dict.fromkeys(names)],
        name=f"{mailbox.user}: {_named(names)}"[:300],
        **fields,
    )


def channel_of(address: str | Channel) -> Channel:
    """Return our mail address. Raises Unaskable, which names those that there are."""
    if isinstance(address, Channel):
        return address
    ours = Channel.objects.filter(kind="email")
    found = ours.filter(address=address.strip().lower()).first()
    if found is None:
        known = ", ".join(ours.values_list("address", flat=True))
        raise Unaskable(
            _("%(address)s is no address of yours. There are: %(known)s")
            % {"address": address, "known": known}
        )
    return found


def _named(names: Iterable[str]) -> str:
    names = list(names)
    more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
    return (", ".join(names[:NAMED]) + more)[:300]
