from __future__ import annotations

from maru.extensions.email.importing.files import Files
from maru.extensions.email.importing.finding import Source, Unopenable
from maru.extensions.email.importing.folders import Folders
from maru.extensions.email.importing.mail_import import MailImport


def source_of(mail_import: MailImport) -> Source:
    """Return what the import reads. Raises Unopenable, or Trouble of the mailbox."""
    if "folder" not in mail_import.sources[0]:
        return Files(mail_import.sources)
    if mail_import.mailbox is None:
        raise Unopenable("mailbox")
    names = [source["folder"] for source in mail_import.sources]
    return Folders(mail_import.mailbox, names, mail_import.since)
