"""Values as programs send them: by key, each wrong one told by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from maru.kit.api.errors import ApiError
from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField
from maru.kit.fields.kinds import Unfit


def fill_fields(
    given: Mapping[str, Any], noun: str, fill: Callable[[CustomField, Any], object]
) -> None:
    """Have each value of ``given`` filled in. Raises ApiError 422 that names every wrong one.

    Inside a transaction: some may be written by then.
    """
    known = {field.key: field for field in fields_of(noun)} if given else {}
    wrong = {}
    for key, said in given.items():
        field = known.get(key)
        try:
            if field is None:
                raise Unfit(_("There is no such field."))
            fill(field, said)
        except Unfit as why:
            wrong[f"fields.{key}"] = str(why)
    if wrong:
        raise ApiError(422, "invalid", next(iter(wrong.values())), fields=wrong)
