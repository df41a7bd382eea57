"""One page asked for many times, inside the server, and beside it the least it could cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bench.finding.timing import times
from maru.staff.members.models import Member
from maru.surfaces.desk import inbox, search, ticket

# What a page is about; who asks, sessions, counts and what is written down are Maru's own cost.
_ABOUT = ('FROM "tickets_', 'FROM "customers_', 'FROM "search_document"', 'FROM "tags_',
          'FROM "journal_event"')  # fmt: skip


@dataclass
class Asked:
    """Addresses that are asked for in turn, with these headers."""

    paths: Sequence[str]
    headers: dict[str, str] = field(default_factory=dict)


class Reader:
    """A member with a browser, of whom every page is timed."""

    def __init__(self, member: Member) -> None:
        self._browser = Client(headers={"host": "127.0.0.1"})
        self._browser.force_login(member)

    def open(self, path: str, headers: dict[str, str]) -> None:
        response = self._browser.get(path, headers=headers)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")

    def measured(self, asked: Asked, count: int) -> dict[str, Any]:
        """Return milliseconds of the page, its own queries and its template; and all queries."""

        def page(number: int) -> None:
            self.open(asked.paths[number % len(asked.paths)], asked.headers)

        taken = times(page, count)
        bare, template, queries = [], [], []
        for path in asked.paths[:8]:
            with _rendered() as renders, CaptureQueriesContext(connection) as captured:
                self.open(path, asked.headers)
            about = [q["sql"] for q in captured if _is_about(q["sql"])]
            bare.append(times(partial(_run, about), 9).p50)
            template.append(times(partial(_render, renders), 9).p50)
            queries.append(len(captured))
        return {
            **asdict(taken),
            "sql": sum(bare) / len(bare),
            "template": sum(template) / len(template),
            "queries": max(queries),
        }


def _is_about(sql: str) -> bool:
    return sql.startswith("SELECT") and "COUNT(" not in sql and any(t in sql for t in _ABOUT)


def _run(statements: Sequence[str], _turn: int) -> None:
    with closing(connection.connection.cursor()) as cursor:
        for sql in statements:
            cursor.execute(sql)
            cursor.fetchall()


Render = tuple[HttpRequest, str, dict[str, Any]]


@contextmanager
def _rendered() -> Iterator[list[Render]]:
    """Give what the views of the desk render meanwhile."""
    renders: list[Render] = []
    modules: list[Any] = [inbox, search, ticket]
    usual = [module.render for module in modules]

    def noting(
        request: HttpRequest, template: str, context: dict[str, Any], **more: Any
    ) -> HttpResponse:
        renders.append((request, template, context))
        response: HttpResponse = usual[0](request, template, context, **more)
        return response

    for module in modules:
        module.render = noting
    try:
        yield renders
    finally:
        for module, render in zip(modules, usual, strict=True):
            module.render = render


def _render(renders: Sequence[Render], _turn: int) -> None:
    with translation.override("ko"):
        for request, template, context in renders:
            render_to_string(template, context, request)
