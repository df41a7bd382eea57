from typing import Any, Self, overload

from maru.kit.secrets import seal, unseal


class Sealed:
    """An attribute of a model that is kept sealed: ``password`` in its field ``sealed_password``.

    Reads as '' where nothing is kept, and where another SECRET_KEY sealed it.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._field = f"sealed_{name}"

    @overload
    def __get__(self, holder: None, owner: type) -> Self: ...
    @overload
    def __get__(self, holder: object, owner: type) -> str: ...
    def __get__(self, holder: Any, owner: type) -> Self | str:
        return self if holder is None else unseal(getattr(holder, self._field))

    def __set__(self, holder: object, text: str) -> None:
        setattr(holder, self._field, seal(text))
