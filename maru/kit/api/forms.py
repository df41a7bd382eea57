"""A page's form that judges what an API call sends, so that both say the same."""

from __future__ import annotations

from collections.abc import Mapping

from django.forms import BaseForm

from maru.kit.api.errors import ApiError


def require_valid(form: BaseForm, *, renamed: Mapping[str, str] | None = None) -> None:
    """Raise ApiError 422 with the form's first sentence, and what is wrong with which field.

    ``renamed`` maps the form's names to the API's where they differ.
    """
    if form.is_valid():
        return
    names = renamed or {}
    wrong = {names.get(name, name): str(errors[0]) for name, errors in form.errors.items()}
    raise ApiError(422, "invalid", next(iter(wrong.values())), fields=wrong)
