"""What is the same in every page of a language is made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext
from jinja2 import Environment
from markupsafe import Markup


def words(message: str, /, **values: Any) -> Markup:
    """Translate as Jinja's own ``_`` does: always a pattern, of which ``values`` are escaped.

    A page says some hundred things, and there each takes four calls.
    """
    return _pattern(message, get_language()) % values if values else _line(message, get_language())


@cache
def _pattern(message: str, _language: str | None) -> Markup:
    return Markup(gettext(message))  # noqa: S704  a catalogue's, not a reader's


@cache
def _line(message: str, language: str | None) -> Markup:
    return _pattern(message, language) % {}


def still(env: Environment) -> Callable[[str], Markup]:
    """Return what draws a template that needs nothing, once a language."""

    def draw(template: str, _language: str | None) -> Markup:
        return Markup(env.get_template(template).render())  # noqa: S704  autoescape is on

    drawn = draw if settings.DEBUG else lru_cache(maxsize=None)(draw)
    return lambda template: drawn(template, get_language())
