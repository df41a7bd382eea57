"""The words of refusals: for HTTP statuses, and for what is wrong with a field."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def sentence_for(status: int) -> tuple[str, str]:
    """Return code and sentence of an HTTP status."""
    known = {
        400: ("bad_request", _("The request cannot be read.")),
        401: ("token_needed", _("A valid API token is needed: Authorization: Bearer ...")),
        403: ("forbidden", _("This is not allowed.")),
        404: ("not_found", _("There is no such thing.")),
        405: ("method_not_allowed", _("This address does not know this method.")),
        408: ("too_slow", _("The request came too slowly.")),
        413: ("too_large", _("The request is too large.")),
        415: ("media_type", _("This media type is not understood.")),
        422: ("invalid", _("Some of it is not valid.")),
        503: ("database_away", _("The database does not answer at the moment. Try again shortly.")),
        507: ("storage_full", _("The disk is full. Nothing was stored; try again later.")),
    }
    if status in known:
        return known[status]
    if status >= 500:
        return "internal", _("Something went wrong on our side. It has been noted.")
    return "refused", _("The request was refused.")


def fields_of(errors: list[dict[str, Any]]) -> dict[str, str]:
    """Return field -> sentence for pydantic's errors; a field's first error counts."""
    told: dict[str, str] = {}
    for error in errors:
        told.setdefault(_name(error.get("loc", ())), _what(error))
    return told


def _name(place: tuple[Any, ...]) -> str:
    # ("body", "data", "requester", "email"): where it came from, our parameter's name, the rest.
    parts = [str(part) for part in place]
    if parts and parts[0] in {"body", "form", "file"} and len(parts) > 2:
        parts = parts[2:]
    elif parts and parts[0] in {"query", "path", "header", "file", "form", "body"}:
        parts = parts[1:]
    return ".".join(parts) or "body"


def _what(error: dict[str, Any]) -> str:
    kind, context = error.get("type", ""), dict(error.get("ctx") or {})
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", ", ")  # pydantic's English
    if kind == "value_error" and "error" in context:
        return str(context["error"])
    sentences = {
        "missing": _("This is needed."),
        "string_too_short": _("This must not be empty."),
        "string_too_long": _("At most %(max_length)s characters."),
        "too_long": _("At most %(max_length)s entries."),
        "greater_than_equal": _("At least %(ge)s."),
        "less_than_equal": _("At most %(le)s."),
        "literal_error": _("One of %(expected)s."),
        "enum": _("One of %(expected)s."),
        "int_parsing": _("This must be a whole number."),
        "int_type": _("This must be a whole number."),
        "bool_parsing": _("This must be true or false."),
        "bool_type": _("This must be true or false."),
        "string_type": _("This must be text."),
        "list_type": _("This must be a list."),
        "timezone_aware": _("A time with its zone, such as 2026-11-22T09:00:00+09:00."),
        "datetime_from_date_parsing": _("A time with its zone, such as 2026-11-22T09:00:00+09:00."),
        "datetime_parsing": _("A time with its zone, such as 2026-11-22T09:00:00+09:00."),
        "json_invalid": _("This is not JSON."),
    }
    sentence = sentences.get(kind, "")
    try:
        return sentence % context if sentence else _("This is not valid.")
    except KeyError:
        return _("This is not valid.")
