"""What came of trying a mail server, the same for mail that comes in and that goes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.utils.functional import Promise
from ninja import Schema
from pydantic import Field


class Trouble(Protocol):
    code: str
    detail: str


class TrialOut(Schema):
    works: bool
    trouble: str = Field(description="A word for what is wrong; empty when it works.")
    message: str = Field(description="What is wrong and how to mend it, for people.")
    detail: str = Field(description="What the server said, or which folder is missing.")


def outcome(why: Trouble | None, in_words: Callable[[str], str | Promise]) -> TrialOut:
    """Return the answer of the API; ``in_words`` gives the sentence for a code."""
    if why is None:
        return TrialOut(works=True, trouble="", message="", detail="")
    return TrialOut(
        works=False, trouble=why.code, message=str(in_words(why.code)), detail=why.detail
    )
