"""A sheet as PDF."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maru.kit.blobs import store
from maru.kit.paper.document import Document
from maru.kit.pictures import Unshowable, redraw
from maru.kit.ui.amounts import filesize
from maru.kit.ui.times import exact
from maru.support.tickets.files import MAX_PICTURE, PICTURES
from maru.support.tickets.models import Attachment
from maru.support.tickets.paper.sheet import Said, Sheet

MOST_PICTURES = 40  # drawn; those after them are named alone
LONGEST = 900  # pixels


def as_pdf(sheet: Sheet, *, printed: str) -> bytes:
    """Return the pages; ``printed`` says at the foot of each who printed it, and when.

    Costs a millisecond a message, and up to half a second a picture.
    """
    paper = Document(sheet.title, foot=printed)
    paper.facts(sheet.facts)
    left = MOST_PICTURES
    for part in sheet.parts:
        if not isinstance(part, Said):
            paper.quiet(f"{exact(part.at)} · {part.words}")
            continue
        paper.line()
        who = [part.who, _("Internal note")] if part.is_note else [part.who]
        paper.head(" · ".join(who), exact(part.at))
        paper.words(part.text.strip(), is_private=part.is_note)
        for file in part.files:
            drawn = _drawn(file) if left else None
            if drawn:
                paper.picture(drawn)
                left -= 1
            paper.quiet(f"{file.name} ({filesize(file.size)})")
    return paper.pdf()


def _drawn(file: Attachment) -> bytes | None:
    if file.content_type not in PICTURES or file.size > MAX_PICTURE or file.is_infected:
        return None
    try:
        with store().open(file.sha256) as source:
            return redraw(source, longest=LONGEST).data
    except (Unshowable, OSError):
        return None
