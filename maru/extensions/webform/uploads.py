"""Files that came with a form which has to be looked at again: they need not be chosen twice."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import astuple

from django.core import signing

from maru.kit.blobs import store
from maru.support.tickets.files import NewFile

LASTS = 12 * 3600  # seconds; a blob without a row lives for a day
AT_MOST = 10

_signer = signing.Signer(salt="web form file")


def ticket_for(file: NewFile, web_form: int) -> str:
    """Return the word by which the next sending of this form names ``file``."""
    return _signer.sign_object([web_form, int(time.time()), *astuple(file)], compress=True)


def files_of(tickets: Iterable[str], web_form: int) -> list[NewFile]:
    """Return the files that these words name; what is not ours, old or gone is left out."""
    found = {}
    for ticket in list(tickets)[:AT_MOST]:
        file = _file(ticket, web_form)
        if file and store().has(file.sha256):
            found[ticket] = file
    return list(found.values())


def _file(ticket: str, web_form: int) -> NewFile | None:
    try:
        made_for, at, *rest = _signer.unsign_object(ticket)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if made_for != web_form or not 0 <= time.time() - at <= LASTS:
        return None
    return NewFile(*rest)
