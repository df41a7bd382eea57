from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from maru.kit.api.errors import ApiError


class StrictParser(Parser):
    """JSON as the standard has it: an object, in UTF-8, without NaN, not nested for ever."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body = request.body
        try:
            data = json.loads(body.decode("utf-8"), parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise ApiError(400, "not_json", _("The body is not JSON in UTF-8.")) from None
        if not isinstance(data, dict):
            raise ApiError(400, "not_json", _("The body must be a JSON object."))
        return data


def _refuse(name: str) -> None:
    raise ValueError(name)


class Renderer(JSONRenderer):
    # Korean stays readable in a terminal, and half as long.
    json_dumps_params = {"ensure_ascii": False}
