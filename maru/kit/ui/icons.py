"""The lines of an icon, written into the page (0363)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from markupsafe import Markup

_SYMBOL = re.compile(r'<symbol id="i-([a-z-]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


def icon_lines() -> Callable[[str], Markup]:
    """Return what gives the lines of an icon by its name: where assets stand still, read once."""
    read = _read if settings.DEBUG else cache(_read)
    return lambda name: read().get(name) or _of_the_sprite(name)


def _read() -> dict[str, Markup]:
    """Return all there are; none where the assets are not built."""
    found = finders.find("icons.svg")
    try:
        with open(found) if found else staticfiles_storage.open("icons.svg", "r") as file:
            sprite = file.read()
    except OSError:
        return {}
    # Drawn by us: assets/icons.
    return {name: Markup(lines) for name, lines in _SYMBOL.findall(sprite)}  # noqa: S704


def _of_the_sprite(name: str) -> Markup:
    """What a script fills in has no name yet."""
    return Markup('<use href="{}#i-{}"/>').format(staticfiles_storage.url("icons.svg"), name)
