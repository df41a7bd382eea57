"""What nobody has to read unasked: a message of which something was found is covered until it is
opened. What covers it, and who has opened it, an upper app knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maru.staff.members.models import Member
from maru.support.tickets.models import Message


@dataclass(frozen=True)
class Veil:
    """What is drawn in place of a message's words and files: a partial, which finds ``veil``,
    ``message`` and ``ticket``; ``is_lifted``: above them."""

    template: str
    is_lifted: bool = False
    context: Any = None


Cover = Callable[[Sequence[Message], Member], Mapping[int, Veil]]
_covers: list[Cover] = []


def cover_with(cover: Cover) -> None:
    """Have ``cover`` say what covers which of these messages, all of them ``is_veiled``."""
    if cover not in _covers:
        _covers.append(cover)


def is_veiled(message: Message) -> bool:
    """Return whether its words are shown to nobody who did not open it. Costs nothing."""
    return any(found.get("veil") for found in message.findings)


def veils(messages: Sequence[Message], member: Member) -> dict[int, Veil]:
    """Return id of message -> what covers it. Costs nothing where none is veiled."""
    veiled = [message for message in messages if is_veiled(message)]
    found: dict[int, Veil] = {}
    for cover in _covers if veiled else ():
        found.update(cover(veiled, member))
    return found
