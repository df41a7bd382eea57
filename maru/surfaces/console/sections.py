"""What stands in the left column of the settings. Other apps add theirs in ``ready()``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maru.kit.ui.palette import Entry, Shelf
from maru.staff.members.models import Member
from maru.staff.members.roles import Power


class Group(models.TextChoices):
    """The headings of the column, in this order."""

    COMPANY = "company", _("Company")
    PEOPLE = "people", _("People")
    MAIL = "mail", _("Mail")
    RECORDS = "records", _("Records")
    OPERATION = "operation", _("Operation")


@dataclass(frozen=True)
class Section:
    """One page of the settings. ``about`` says in one line what it is for."""

    key: str
    label: str | Promise  # gettext_lazy
    icon: str
    url_name: str  # reversed without arguments
    order: int = 100
    may_see: Callable[[HttpRequest], bool] = lambda request: True
    group: str = Group.MAIL
    about: str | Promise = ""
    count: Callable[[HttpRequest], int] | None = None  # of what waits there; 0 shows nothing


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Put a section into the settings; the same key replaces it."""
    _sections[section.key] = section


def with_power(*powers: Power) -> Callable[[HttpRequest], bool]:
    """Return a ``may_see`` for members with one of ``powers``."""

    def may_see(request: HttpRequest) -> bool:
        member = getattr(request, "user", None)
        return isinstance(member, Member) and any(member.can(power) for power in powers)

    return may_see


def sections_for(request: HttpRequest) -> list[tuple[str, list[Section]]]:
    """Return what this request's member may see, by heading, in order."""
    headings = list(Group.values)
    seen = sorted(
        (section for section in _sections.values() if section.may_see(request)),
        key=lambda section: (headings.index(section.group), section.order, section.key),
    )
    return [
        (str(Group(g).label), list(s)) for g, s in groupby(seen, key=lambda section: section.group)
    ]


def as_shelf(request: HttpRequest) -> Iterable[Shelf]:
    """Offer the sections to the palette."""
    entries = [
        Entry(f"section-{section.key}", str(section.label), reverse(section.url_name),
              section.icon, str(section.about))
        for _heading, sections in sections_for(request)
        for section in sections
    ]  # fmt: skip
    yield Shelf("settings", gettext("Settings"), 50, entries)


def column(request: HttpRequest) -> dict[str, Any]:
    """A context processor: the frame asks for the column when it draws itself."""
    return {"console_sections": lambda: sections_for(request)}
