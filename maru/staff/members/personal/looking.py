"""What a page needs to know of how its reader likes it, before it is drawn."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from maru.staff.members.member import Member
from maru.staff.members.personal.preferring import Density, Sounds


def look_of(request: HttpRequest) -> dict[str, Any]:
    """Return attributes of <html>. Costs no query."""
    member = getattr(request, "user", None)
    if not isinstance(member, Member):
        return {}
    return {
        "data_theme": member.theme if member.theme in {"light", "dark"} else None,
        "data_chosen_theme": member.theme,
        "data_theme_to": reverse("members:theme"),
        "data_density": member.density if member.density != Density.NORMAL else None,
        "data_sounds": member.sounds if member.sounds != Sounds.NONE else None,
    }
