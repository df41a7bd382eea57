"""A question of the search, said in the language of conditions: so it can be kept as a view."""

from __future__ import annotations

from typing import Any

from maru.kit.search.analysing import words_meant
from maru.kit.search.language import pieces
from maru.kit.search.source import NotUnderstood, sources
from maru.staff.members.models import Member


def as_conditions_of(words: str, member: Member) -> tuple[list[dict[str, Any]], list[str]]:
    """Return what ``words`` ask for, part by part, and what of it no condition can say."""
    found: list[dict[str, Any]] = []
    left_out: list[str] = []
    plain: list[str] = []
    for piece in pieces(words):
        field = sources()["ticket"].field_named(piece.field) if piece.field else None
        if field is None and not piece.is_not and not piece.is_phrase:
            plain.append(piece.said)
            continue
        try:
            if field and not field.said:
                raise NotUnderstood(piece.said)
            told = field.said(piece.text, member) if field and field.said else _says(piece.said)
        except NotUnderstood:
            left_out.append(piece.said)
            continue
        found.append({"not": told} if piece.is_not else told)
    if plain:
        found.insert(0, _says(" ".join(plain)))
    return found, left_out


def _says(words: str) -> dict[str, Any]:
    if words_meant(words):
        return {"field": "text", "op": "contains", "value": words}
    asked = [{"field": name, "op": "contains", "value": words} for name in ("subject", "customer")]
    return {"any": asked}
