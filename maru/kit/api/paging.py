"""Lists by keyset: a cursor names the last row seen, so that new rows shift nothing."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Paging
from maru.kit.secrets import is_mark, mark

Row = TypeVar("Row", bound=Model)


def paged(rows: QuerySet[Row], *order: str, paging: Paging) -> dict[str, Any]:
    """Return ``{"items": [...], "next": cursor or None}`` of ``rows`` in ``order``.

    ``order`` is one or two fields of one direction ("-updated_at", "-number");
    the last one must be unique. Raises ApiError 422 for a cursor that is not
    from this list. Costs one query, none of it counts or skips rows.
    """
    fields = [name.lstrip("-") for name in order]
    rows = rows.order_by(*order)
    if paging.cursor:
        last = _read(paging.cursor, rows.model, order)
        rows = rows.filter(_after(fields, last, "lt" if order[0].startswith("-") else "gt"))
    found = list(rows[: paging.limit + 1])
    items = found[: paging.limit]
    more = len(found) > paging.limit
    return {"items": items, "next": _write(items[-1], order) if more else None}


def _after(fields: list[str], last: list[Any], than: str) -> Q:
    if len(fields) == 1:
        return Q(**{f"{fields[0]}__{than}": last[0]})
    first, second = fields
    # The first condition alone lets SQLite seek in the index; with the OR alone it scans.
    return Q(**{f"{first}__{than}e": last[0]}) & (
        Q(**{f"{first}__{than}": last[0]}) | Q(**{f"{second}__{than}": last[1]})
    )


def _place(model: type[Model], order: tuple[str, ...]) -> str:
    return f"{model._meta.label_lower} {' '.join(order)}"


def _write(row: Model, order: tuple[str, ...]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    text = json.dumps([v.isoformat() if isinstance(v, datetime) else v for v in values])
    packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{packed}.{mark('cursor', _place(type(row), order), packed)}"


def _read(cursor: str, model: type[Model], order: tuple[str, ...]) -> list[Any]:
    packed, _dot, given = cursor.partition(".")
    try:
        if not is_mark(given, "cursor", _place(model, order), packed):
            raise ValueError("not ours")
        values = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        fields = [model._meta.get_field(name.lstrip("-")) for name in order]
        return [f.to_python(v) for f, v in zip(fields, values, strict=True)]  # type: ignore[union-attr]
    except (ValueError, ValidationError):
        message = _("This cursor is not from this list. Begin again without one.")
        raise ApiError(422, "bad_cursor", message, fields={"cursor": message}) from None
