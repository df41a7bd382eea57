"""What a provider posts to a hook, and what is found in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maru.records.channels.acceptance import Stored
from maru.records.channels.incoming import Fate


class Forged(Exception):
    """It is not from the provider, or is an old message once more."""


class Malformed(Exception):
    """It is not what the provider sends."""


class NotTaken(Exception):
    """A mail that cannot be taken as it comes: ``trouble`` is one of hook.TROUBLES. With ``later``
    the provider keeps it and tries again, so that somebody may mend it in the meantime."""

    def __init__(self, trouble: str, *, later: bool = False) -> None:
        super().__init__(trouble)
        self.trouble, self.later = trouble, later


class ComeAgain(Exception):
    """Whether it is genuine cannot be said now; the provider shall send it again."""


@dataclass(frozen=True)
class Post:
    """One request as it came; ``headers`` are looked up without regard to case."""

    body: bytes
    kind: str  # its content type, with the parameters
    headers: Mapping[str, str]

    def json(self) -> Any:
        """Return the body as JSON. Raises Malformed."""
        return parsed(self.body)


@dataclass(frozen=True)
class Posted:
    raw: bytes | Stored  # the mail, or where it is stored already
    sender: str
    recipient: str
    trouble: str = ""  # of hook.TROUBLES: taken, but something is to be mended at the provider


@dataclass(frozen=True)
class News:
    """What became of one mail of ours: named by our ``number`` of its delivery, where the
    provider carried that along, else by its ``message_id``. ``fate`` None: it was taken."""

    fate: Fate | None
    number: str = ""
    message_id: str = ""


def parsed(text: str | bytes) -> Any:
    """Return what ``text`` is in JSON. Raises Malformed."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed from error


def an_object(told: Any) -> dict[str, Any]:
    """Return ``told`` if it is a JSON object. Raises Malformed."""
    if not isinstance(told, dict):
        raise Malformed
    return told
