"""The URL map as data: every route with its words and parameters, and what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from maru.staff.members.access import Policy
from maru.staff.members.models import Member
from maru.staff.members.tests.routes import Thing, makers

CODE = Path(__file__).parents[2]
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    pattern: str  # tickets/<int:number>/messages/<int:pk>/
    policy: Policy | None

    @property
    def words(self) -> list[str]:
        """The word before each parameter: it names the kind of thing that stands there."""
        before = PARAMETER.split(self.pattern)[:-1:2]
        return [[part for part in text.split("/") if part][-1] for text in before]

    def path(self, values: tuple[Any, ...]) -> str:
        left = list(values)
        return "/" + PARAMETER.sub(lambda _: str(left.pop(0)), self.pattern)


@dataclass(frozen=True)
class Visit:
    """One address, and who should find something there."""

    route: Route
    things: tuple[Thing, ...]

    @property
    def path(self) -> str:
        return self.route.path(tuple(thing.value for thing in self.things))

    def admits(self, member: Member | None) -> bool:
        policy = self.route.policy
        return policy is not None and policy.admits(member)

    def is_for(self, member: Member | None) -> bool:
        """Return whether ``member`` should get more than a 404 here."""
        return (
            self.admits(member)
            and self._belongs()
            and all(t.is_public or (member and t.seen_by(member)) for t in self.things)
        )

    def _belongs(self) -> bool:
        pairs = zip(self.things, self.things[1:], strict=False)
        return all(inner.inside in (None, outer.value) for outer, inner in pairs)


def routes() -> list[Route]:
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(pattern, getattr(entry.callback, "policy", None))
        else:
            yield from _walk(entry, pattern)


def visits(route: Route, case: Any, made: dict[str, list[Thing]]) -> list[Visit]:
    """Return a visit for every combination of things, also of those that do not belong together.

    ``made`` keeps what the makers of each word made for ``case``. Raises KeyError
    with the word that nobody feeds.
    """
    for word in route.words:
        if word not in made:
            made[word] = makers[word](case)
    return [Visit(route, things) for things in product(*(made[word] for word in route.words))]


def load_makers() -> None:
    """Import each app's tests/routes.py."""
    for path in sorted(CODE.glob("*/*/tests/routes.py")):
        import_module(".".join(path.relative_to(CODE.parent).with_suffix("").parts))
