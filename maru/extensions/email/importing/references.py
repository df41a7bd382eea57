from __future__ import annotations

from collections.abc import Iterator

from maru.extensions.email.importing.imported_mail import ImportedMail, MailState
from maru.extensions.email.importing.mail_import import UNDER_WAY, ImportState, MailImport


def blobs_of_imports() -> Iterator[str]:
    """Yield what imports under way still need: uploads, and mails that are not filed yet."""
    # What was counted may still be imported.
    needed = MailImport.objects.filter(state__in=[*UNDER_WAY, ImportState.COUNTED])
    for sources in needed.values_list("sources", flat=True):
        yield from (source["sha256"] for source in sources if "sha256" in source)
    waiting = ImportedMail.objects.filter(state=MailState.FOUND)
    yield from waiting.values_list("sha256", flat=True).iterator()
