from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

from maru.kit.conditions.asking import Asking
from maru.kit.conditions.kinds import Kind

Choices = Callable[[], Iterable[tuple[Any, str | Promise]]]


@dataclass(frozen=True)
class Field:
    """One thing that can be asked of a noun.

    ``get`` reads it from one object: None where there is nothing, for a SET an
    iterable. ``path`` is its lookup in the ORM; ""
    when the database is never asked. Both must tell the same.
    """

    name: str
    label: str | Promise
    kind: Kind
    get: Callable[[Any], Any]
    path: str = ""
    choices: Choices | None = None  # of a CHOICE or SET; None: any value of ``of``
    of: type = str  # what a CHOICE or SET is made of: str or int
    is_person: bool = False  # "me" may stand for a value
    # Of a FLAG that is no column: what finds the rows of which it is true. Never NULL.
    where: Callable[[], models.Q] | None = None
    is_never_null: bool = False  # of a TEXT: its path, so that an index of it is used
    # Of a FLAG that is each reader's own: ``get`` gives what tells it of whoever asks.
    where_for: Callable[[Asking], models.Q] | None = None
    spelled: Callable[[str], str] | None = None  # how a word of a SET is written here
    model: type[models.Model] | None = None  # its vocabulary sets it

    @property
    def is_in_database(self) -> bool:
        return bool(self.path or self.where or self.where_for)
