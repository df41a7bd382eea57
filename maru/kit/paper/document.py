"""A document as pages of A4: headings, facts, words, pictures; every page with its number."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    Image,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from maru.kit.paper.fonts import NAME, load, printable

MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
INK, QUIET, LINE, WOOD = map(HexColor, ("#1f1d1a", "#6b6660", "#d8d3cc", "#6d4a24"))
PRIVATE = HexColor("#faf3dc")  # the paper of an internal note
LARGEST_PICTURE = 90 * mm


class Document:
    """Filled from the top to the bottom, then ``pdf``."""

    def __init__(self, title: str, *, foot: str) -> None:
        load()
        self._title, self._foot = printable(title), printable(foot)
        self._parts: list[Flowable] = [Paragraph(_escaped(title), _TITLE)]

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """A table of names and what they are; empty ones are left out."""
        rows = [
            [Paragraph(_escaped(name), _NAME), Paragraph(_escaped(value), _WORDS)]
            for name, value in facts
            if value
        ]
        if not rows:
            return
        table = Table(rows, colWidths=[28 * mm, WIDTH - 28 * mm])
        padding = [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
        edges = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        table.setStyle(TableStyle([*padding, *edges]))
        self._parts += [table, Spacer(0, 2 * mm)]

    def line(self) -> None:
        self._parts.append(HRFlowable(width="100%", color=LINE, spaceBefore=6, spaceAfter=6))

    def head(self, words: str, beside: str) -> None:
        """Who, and when: it stays with what follows."""
        sides = [[Paragraph(_escaped(words), _HEAD), Paragraph(_escaped(beside), _BESIDE)]]
        table = Table(sides, colWidths=[WIDTH - 60 * mm, 60 * mm])
        table.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0),
                                   ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                                   ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]))  # fmt: skip
        table.keepWithNext = True
        self._parts.append(table)

    def words(self, text: str, *, is_private: bool = False) -> None:
        """Each line of ``text``, with the paper of a note if it is private."""
        style = _PRIVATE if is_private else _WORDS
        for line in printable(text).split("\n"):
            self._parts.append(
                Paragraph(escape(line), style) if line.strip() else Spacer(0, 2 * mm)
            )

    def quiet(self, text: str) -> None:
        self._parts.append(Paragraph(_escaped(text), _QUIET))

    def picture(self, data: bytes) -> None:
        """A picture that was drawn anew; nothing else is ever put in."""
        image = Image(io.BytesIO(data))
        longest = max(image.imageWidth, image.imageHeight)
        scale = min(LARGEST_PICTURE / longest, 0.75)  # a pixel of a screen is 0.75 pt
        image.drawWidth, image.drawHeight = image.imageWidth * scale, image.imageHeight * scale
        image.hAlign = "LEFT"
        self._parts += [Spacer(0, 1 * mm), image, Spacer(0, 1 * mm)]

    def pdf(self) -> bytes:
        out = io.BytesIO()
        pages = BaseDocTemplate(out, pagesize=A4, title=self._title, author="", creator="Maru")
        room = Frame(MARGIN, MARGIN, WIDTH, A4[1] - 2 * MARGIN, 0, 0, 0, 0)
        pages.addPageTemplates(PageTemplate("page", [room]))
        foot = self._foot

        class Numbered(_Numbered):
            words = foot

        pages.build(self._parts, canvasmaker=Numbered)
        return out.getvalue()


class _Numbered(Canvas):
    """Writes "3 / 7" once it is known how many pages there are."""

    words = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  ReportLab calls it so
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self.setFont(NAME, 8)
            self.setFillColor(QUIET)
            self.drawString(MARGIN, MARGIN / 2, self.words[:90])
            self.drawRightString(A4[0] - MARGIN, MARGIN / 2, f"{number} / {len(self._pages)}")
            super().showPage()
        super().save()


def _escaped(text: str) -> str:
    return escape(printable(text))


def _style(
    name: str, size: float, *, colour: Color = INK, leading: float = 1.55, **more: Any
) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=NAME, fontSize=size, leading=size * leading, textColor=colour, **more
    )


_TITLE = _style("title", 16, leading=1.35, spaceAfter=6)
_HEAD = _style("head", 10, colour=WOOD)
_BESIDE = _style("beside", 8.5, colour=QUIET, alignment=TA_RIGHT)
_NAME = _style("label", 8.5, colour=QUIET, leading=1.7)
_WORDS = _style("words", 9.5)
_QUIET = _style("quiet", 8.5, colour=QUIET, spaceBefore=2)
_PRIVATE = _style("private", 9.5, backColor=PRIVATE, leftIndent=6, rightIndent=6)
