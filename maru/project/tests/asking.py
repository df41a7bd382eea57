"""Asking for addresses, and telling whether an answer gives anything away."""

from __future__ import annotations

from typing import Any

from django.test import Client

from maru.project.tests.routes import Route, Visit

UNKNOWN = 987_654_321
# 302: to sign in. 401: without a token. 405: says nothing about the thing. 410: a used link.
# 429: the brake.
CLOSED = {302, 401, 404, 405, 410, 429}


class Asking:
    """One person's client. What depends on no thing is asked once a route."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._no_such_method: set[tuple[str, str]] = set()
        self._of_unknown: dict[tuple[str, str], int] = {}

    def ask(self, method: str, visit: Visit) -> Any:
        response = self._client.generic(method, visit.path)
        if response.status_code == 405:
            self._no_such_method.add((method, visit.route.pattern))
        return response

    def knows_no(self, method: str, route: Route) -> bool:
        """Return whether this route has said before that it knows no such method."""
        return (method, route.pattern) in self._no_such_method

    def is_closed(self, method: str, visit: Visit, status: int) -> bool:
        """Return whether ``status`` says no more than that the thing does not exist.

        Either plainly, or it is the answer for a thing that does not exist: the API looks
        at the body first (422), a used link says so in words (200).
        """
        if status in CLOSED or not visit.things:
            return status in CLOSED
        policy = visit.route.policy
        is_open = policy is not None and policy.is_open
        return status == self._unknown(method, visit) and (status >= 400 or is_open)

    def _unknown(self, method: str, visit: Visit) -> int:
        key = (method, visit.route.pattern)
        if key not in self._of_unknown:
            path = visit.route.path((UNKNOWN,) * len(visit.things))
            self._of_unknown[key] = self._client.generic(method, path).status_code
        return self._of_unknown[key]
