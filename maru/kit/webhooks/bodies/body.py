from __future__ import annotations

from typing import Protocol

from maru.kit.http.posting import Answer
from maru.kit.webhooks.announcement import Announcement, Gathered


class Later(Exception):
    """Not now: ``trouble`` is a code of trouble.py."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class Refused(Later):
    """This will never be taken; the next may be."""


class Gone(Later):
    """Nobody is there any more, nor will be: the other side says so itself."""


class Body(Protocol):
    """One form."""

    def write(self, told: Announcement, *, ident: str, again: bool) -> bytes:
        """Return ``told`` as JSON. ``again``: it may have come already."""
        ...

    def read(self, answer: Answer) -> None:
        """Return if ``answer`` says that it was taken. Raises Later, Refused or Gone."""
        ...


class Chat(Body, Protocol):
    """A form that people read: what comes at once is one message."""

    def write_several(self, told: Gathered, *, again: bool) -> bytes: ...


def read_status(status: int) -> None:
    """Judge by the status alone, as most of the web means it. Raises as ``Body.read``."""
    if 200 <= status < 300:
        return
    if status == 429:
        raise Later("busy")
    if status == 410:
        raise Gone("gone")
    if status == 413:
        raise Refused("too_large")
    if status in {401, 403}:
        raise Later("not_let_in")
    if status == 404:
        raise Later("nothing_there")
    if 300 <= status < 400:
        raise Later("leads_elsewhere")
    if status in {400, 405, 406, 415, 422}:
        raise Refused("not_understood")
    raise Later("broken")


def clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
