"""The stories of the demo company, read from their files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from maru.project.demo.office_hours import evening_before, moment_ago, span

HERE = Path(__file__).parent
CUSTOMER = "customer"


@dataclass(frozen=True)
class Step:
    """What somebody did, ``after`` so much working time."""

    after: str
    by: str  # a member's login, "customer", or an address of somebody else in the conversation
    says: str = ""
    notes: str = ""
    status: str = ""
    assign: str = ""
    team: str = ""
    priority: str = ""
    kind: str = ""
    tags: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)  # the company's own, by their key
    admit: str = ""
    files: list[str] = field(default_factory=list)
    cc: list[str] = field(default_factory=list)
    evening: bool = False
    machine: str = ""  # bounce, auto_reply
    asks: str = ""  # whom, beside the ticket, what it says
    about: str = ""  # what such a conversation is called
    beside: bool = False  # said in the last of those, and not in the ticket
    tasks: list[dict[str, Any]] = field(default_factory=list)  # what is to be done, by whom, until
    reminds: list[dict[str, Any]] = field(default_factory=list)  # whoever acts, or a team, soon
    snooze: str = ""  # put off until this long after now
    sending: str = ""  # what became of the answer when it did not just go out: failed, unknown


@dataclass
class Story:
    """One ticket: how it came, and what happened to it."""

    customer: str
    subject: str
    text: str
    ago: str  # working time since it came
    source: str = "email"
    brand: str = "온누리 상점"
    taken_by: str = ""  # who entered a call or a visit
    html: bool = False
    files: list[str] = field(default_factory=list)
    cc: list[str] = field(default_factory=list)
    evening: bool = False
    steps: list[Step] = field(default_factory=list)

    def moments(self, now: datetime) -> Iterator[tuple[datetime, Step]]:
        """Yield each step with its moment, the opening (by nobody in particular) first.

        Raises ValueError when a step would lie in the future.
        """
        left, last = span(self.ago), datetime.min.replace(tzinfo=now.tzinfo)
        opening = Step(
            "0m", CUSTOMER, self.text, files=self.files, cc=self.cc, evening=self.evening
        )
        for step in [opening, *self.steps]:
            left -= span(step.after)
            if left < timedelta(0):
                raise ValueError(f"{self.subject}: {step.after} is after now")
            moment = moment_ago(left, now)
            if step.evening and evening_before(moment) > last:
                moment = evening_before(moment)
            yield moment, step
            last = moment


def read(name: str) -> dict[str, Any]:
    """Return what one file of the demo says."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def stories() -> list[Story]:
    """Return every story of every file. Raises TypeError for a word that no story knows."""
    told = []
    for path in sorted((HERE / "stories").glob("*.toml")):
        for raw in read(f"stories/{path.name}")["story"]:
            steps = [Step(**step) for step in raw.pop("step", [])]
            told.append(Story(**raw, steps=steps))
    return told
