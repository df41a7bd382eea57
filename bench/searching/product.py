"""Maru's search as its users have it: in an installation of its own, asked as a member."""

from __future__ import annotations

from bench.product import installation


class Product:
    """One half's documents as tickets; every query of it was asked when this is made."""

    name = "Maru"

    def __init__(self, half: str, database: str = "sqlite") -> None:
        with installation(database, purpose="search-quality") as maru:
            self._answers: dict[str, list[str]] = maru.run("bench.searching.inside", half)

    def search(self, query: str) -> list[str]:
        return self._answers[query]
