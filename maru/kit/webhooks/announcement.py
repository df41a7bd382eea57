from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Announcement:
    """What is told, before it has the form that the other side understands.

    ``title`` is ours alone; what stands in ``heading``, ``text`` and ``facts`` others may have
    written: in no form does it link, mention or look like ours. ``data`` is for programs.
    """

    happening: str  # "ticket.opened"
    at: str  # ISO 8601
    title: str
    link: str = ""
    link_label: str = ""
    heading: str = ""
    text: str = ""
    facts: list[str] = field(default_factory=list)
    again: str = ""  # our words for: this may be here already
    # Our words for %(num)s of its kind that come at once; "": it is always told alone.
    several: str = ""
    # Where the others stand when only the newest of several are named.
    all_link: str = ""
    all_label: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**kept)


@dataclass(frozen=True)
class Gathered:
    """Several Announcements that a chat is told in one message: how many, and the newest few."""

    title: str
    newest: Sequence[Announcement]  # the newest first
    is_whole: bool  # they are all there are
    all_link: str
    all_label: str
    again: str
