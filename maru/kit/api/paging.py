from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Paging
from maru.kit.database.keyset import BadCursor, page

Row = TypeVar("Row", bound=Model)


def paged(rows: QuerySet[Row], *order: str, paging: Paging) -> dict[str, Any]:
    """Return ``{"items": [...], "next": cursor or None}`` of ``rows`` in ``order``.

    The last field of ``order`` must be unique. Raises ApiError 422 for a
    cursor that is not from this list. Costs one query; none counts or skips rows.
    """
    try:
        found = page(rows, order, cursor=paging.cursor or "", size=paging.limit)
    except BadCursor:
        message = _("This cursor is not from this list. Begin again without one.")
        raise ApiError(422, "bad_cursor", message, fields={"cursor": message}) from None
    return {"items": found.rows, "next": found.next}
