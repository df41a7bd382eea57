"""A sheet as PDF."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maru.kit.blobs import store
from maru.kit.paper.document import Document
from maru.kit.pictures import Unshowable, redraw, weight
from maru.kit.ui.amounts import filesize
from maru.kit.ui.times import exact
from maru.support.tickets.models import Attachment
from maru.support.tickets.paper.sheet import Said, Sheet, left_out_words

# The thread of a page draws it, so all pictures of a paper together cost little more than the
# largest that is drawn at all (0275).
MOST_PIXELS = 60_000_000
LONGEST = 900  # pixels


class _Pictures:
    """Those of one paper, drawn as long as there are pixels left."""

    def __init__(self, sheet: Sheet) -> None:
        self._drawn, self._left = sheet.pictures, MOST_PIXELS
        self.left_out = sheet.left_out

    def of(self, file: Attachment) -> bytes | None:
        if file.pk not in self._drawn:
            return None
        try:
            with store().open(file.sha256) as source:
                pixels = weight(source)
                if pixels > self._left:
                    self.left_out += 1
                    return None
                self._left -= pixels
                return redraw(source, longest=LONGEST).data
        except (Unshowable, OSError):
            return None


def as_pdf(sheet: Sheet, *, printed: str) -> bytes:
    """Return the pages; ``printed`` says at the foot of each who printed it, and when.

    Costs a millisecond a message, and at most some two seconds for all pictures.
    """
    paper, pictures = Document(sheet.title, foot=printed), _Pictures(sheet)
    paper.facts(sheet.facts)
    for part in sheet.parts:
        if not isinstance(part, Said):
            paper.quiet(f"{exact(part.at)} · {part.words}")
            continue
        paper.line()
        who = [part.who, _("Internal note")] if part.is_note else [part.who]
        paper.head(" · ".join(who), exact(part.at))
        paper.words(part.text.strip(), is_private=part.is_note)
        for file in part.files:
            if drawn := pictures.of(file):
                paper.picture(drawn)
            paper.quiet(f"{file.name} ({filesize(file.size)})")
    if words := left_out_words(pictures.left_out):
        paper.line()
        paper.quiet(words)
    return paper.pdf()
