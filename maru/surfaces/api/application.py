"""The API of this installation: every offered router under /api/v1, and its documentation."""

from __future__ import annotations

from typing import Any

from django.utils.module_loading import import_string
from ninja import NinjaAPI, Swagger
from ninja.openapi.schema import OpenAPISchema

from maru.kit.api.errors import speak_of_errors
from maru.kit.api.registry import offered
from maru.kit.api.wire import Renderer, StrictParser

DESCRIPTION = """\
Every request carries `Authorization: Bearer maru_...`; a token acts as its member, within its
scopes. What the member may not see does not exist (404).

Lists answer `{"items": [...], "next": cursor or null}`; pass `next` as `?cursor=`. Errors answer
`{"error": {"code", "message", "fields"}}`, the message in the language of Accept-Language (ko, en).
Every write takes an `Idempotency-Key`.
"""


# What most programs are written for stands on top of the page; the rest follows by name.
FIRST = ["Tickets", "Messages", "Files", "Customers", "Channels"]


class Described(OpenAPISchema):
    """The schema of all operations. What many of them may answer is described once."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        self._models: dict[tuple[Any, ...], tuple[dict[str, Any], bool]] = {}
        super().__init__(api, path_prefix)

    def _create_schema_from_model(
        self, model: Any, *args: Any, **kwargs: Any
    ) -> tuple[dict[str, Any], bool]:
        key = (model, *args, *kwargs.items())
        if key not in self._models:
            self._models[key] = super()._create_schema_from_model(model, *args, **kwargs)
        return self._models[key]


class Api(NinjaAPI):
    """The API; its schema is made once a process, because that takes half a second."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._schemas: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._schemas:
            self._schemas[prefix] = Described(self, prefix)
        return self._schemas[prefix]


def build() -> Api:
    """Return the API with every router that the apps offered."""
    api = Api(
        title="Maru",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        docs=Swagger({"persistAuthorization": False, "defaultModelsExpandDepth": 0}),
        parser=StrictParser(),
        renderer=Renderer(),
    )
    speak_of_errors(api)
    for path, tag in sorted(offered().items(), key=_place):
        api.add_router("", import_string(path), tags=[tag])
    return api


def _place(offer: tuple[str, str]) -> tuple[int, str]:
    _path, tag = offer
    return FIRST.index(tag) if tag in FIRST else len(FIRST), tag
