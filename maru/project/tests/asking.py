"""Asking for addresses, and telling whether an answer gives anything away."""

from __future__ import annotations

from typing import Any

from django.test import Client

from maru.project.tests.routes import Route, Visit

UNKNOWN = 987_654_321
# 401: without a token. 405: says nothing about the thing. 410: a used link. 429: the brake.
CLOSED = {401, 404, 405, 410, 429}
# 302 is closed where it leads to who one is; to anywhere else it says that something was done.
TO_SAY_WHO_ONE_IS = ("/sign-in/", "/profile/proof/")
NO_SUCH_METHOD: set[tuple[str, str]] = set()  # a method and a route, whoever asks


class Asking:
    """One person's client. What depends on no thing is asked once a route."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._of_unknown: dict[tuple[str, str], int] = {}

    def ask(self, method: str, visit: Visit) -> Any:
        response = self._client.generic(method, visit.path)
        if response.status_code == 405:
            NO_SUCH_METHOD.add((method, visit.route.pattern))
        return response

    def knows_no(self, method: str, route: Route) -> bool:
        """Return whether this route has said before, to anybody, that it knows no such method."""
        return (method, route.pattern) in NO_SUCH_METHOD

    def is_closed(self, method: str, visit: Visit, response: Any) -> bool:
        """Return whether ``response`` says no more than that the thing does not exist.

        Either plainly, or it is the answer for a thing that does not exist: the API looks
        at the body first (422), a used link says so in words (200).
        """
        status = response.status_code
        leads_in = response.headers.get("Location", "").startswith(TO_SAY_WHO_ONE_IS)
        if status in CLOSED or leads_in or not visit.things:
            return status in CLOSED or leads_in
        policy = visit.route.policy
        is_open = policy is not None and policy.is_open
        return status == self._unknown(method, visit) and (status >= 400 or is_open)

    def _unknown(self, method: str, visit: Visit) -> int:
        key = (method, visit.route.pattern)
        if key not in self._of_unknown:
            path = visit.route.path((UNKNOWN,) * len(visit.things))
            self._of_unknown[key] = self._client.generic(method, path).status_code
        return self._of_unknown[key]
