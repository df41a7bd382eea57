"""`bin/bench rules`: what decides by itself: rules, clocks, routing.

A family of rows is a module of bench/rules with ``rows(quick, only, database)``.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from bench import rules
from bench.databases import Unavailable
from bench.rows import Row


def measure(*, quick: bool, only: str, database: str = "") -> list[Row]:
    """Take the rows of every family (quick: of smaller amounts)."""
    found: list[Row] = []
    for family in sorted(module.name for module in iter_modules(rules.__path__)):
        module = import_module(f"bench.rules.{family}")
        try:
            found += module.rows(quick=quick, only=only, database=database)
        except Unavailable as why:
            found.append(Row(family, None, "", note=str(why).splitlines()[0]))
    return found
