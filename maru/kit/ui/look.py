"""How whoever reads a page likes to have it, as attributes of <html>: an upper app says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Look = Callable[[HttpRequest], dict[str, Any]]
_looks: list[Look] = []


def look_with(look: Look) -> None:
    """Have ``look`` give the attributes. There is one."""
    _looks[:] = [look]


def look(request: HttpRequest | None) -> dict[str, Any]:
    return _looks[0](request) if request is not None and _looks else {}
