from __future__ import annotations

from collections.abc import Mapping
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
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**kept)
