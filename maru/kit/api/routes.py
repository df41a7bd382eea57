"""A router whose operations all say scope, errors and, for writes, happen once per key."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from maru.kit.api.bearer import Bearer, key_of
from maru.kit.api.errors import Error, Failed, translate
from maru.kit.idempotency.once import once

Run = Callable[..., HttpResponse]
View = TypeVar("View", bound=Callable[..., Any])

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "A name you give this write. The same key with the same request within 48 hours "
    "gives the first answer again and does nothing twice.",
}

FILE = {"*/*": {"schema": {"type": "string", "format": "binary"}}}


class Routes(Router):
    """An app's part of the API."""

    def read(
        self, path: str, out: Any, *, scope: str, summary: str, fails: tuple[int, ...] = ()
    ) -> Callable[[View], View]:
        """Register a GET that needs ``scope`` ("" for any token) and gives ``out``.

        ``bytes`` as ``out`` is a file: the view returns the response itself.
        """
        is_file = out is bytes
        extra: dict[str, Any] = {"x-scope": scope}
        if is_file:
            extra["responses"] = {200: {"content": FILE}}
        return self.api_operation(
            ["GET"],
            path,
            auth=Bearer(scope),
            response=_responses({200: None if is_file else out}, fails),
            summary=summary,
            by_alias=True,
            openapi_extra=extra,
        )

    def add_api_operation(
        self, path: str, methods: list[str], view_func: View, *, response: Any = None, **more: Any
    ) -> None:
        """Add an operation whose errors all have one model.

        Left to itself ninja makes one for each status of each operation: half of the time in
        which a process loads its addresses.
        """
        good = {status: out for status, out in response.items() if out is not Error}
        super().add_api_operation(path, methods, view_func, response=good, **more)
        bad = (status for status in response if status not in good)
        self.path_operations[path].operations[-1].response_models |= dict.fromkeys(bad, Failed)

    def write(
        self,
        method: str,
        path: str,
        out: dict[int, Any],
        *,
        scope: str,
        summary: str,
        fails: tuple[int, ...] = (),
        before: Callable[[HttpRequest], None] | None = None,
    ) -> Callable[[View], View]:
        """Register a write that needs ``scope`` and happens once per Idempotency-Key.

        ``out`` maps each good status to what it gives. Everything the view
        writes commits together with the key, or not at all. ``before`` is done
        ahead of that transaction, with a token that has the scope: what asks the network, or
        takes long.
        """

        def register(view: View) -> View:
            operation = self.api_operation(
                [method],
                path,
                auth=Bearer(scope),
                response=_responses(out, (422, *fails)),
                summary=summary,
                by_alias=True,
                openapi_extra={"x-scope": scope, "parameters": [IDEMPOTENCY_KEY]},
            )
            registered: View = operation(decorate_view(once_per_key(before, scope))(view))
            return registered

        return register


def _responses(good: dict[int, Any], fails: tuple[int, ...]) -> dict[int, Any]:
    return {**good, **dict.fromkeys(sorted({401, 403, 404, 429, *fails}), Error)}


def once_per_key(before: Callable[[HttpRequest], None] | None, scope: str) -> Callable[[Run], Run]:
    def decorate(run: Run) -> Run:
        @wraps(run)
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                key = key_of(request)
                if before:
                    Bearer(scope)(request)  # the operation asks for it only after this
                    before(request)
                return once(f"token:{key.pk}", request, lambda: run(request, *args, **kwargs))
            except Exception as error:
                told = translate(error)
                if told is None:
                    raise
                return told.as_response()

        return view

    return decorate
