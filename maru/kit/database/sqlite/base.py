"""The backend; Django wants it in a module of this name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from maru.kit.database.sqlite.turn import TooLong, Turn

CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction that may write begins when it is its turn, and so does a statement that writes
    by itself. One that only reads, as that of a backup, is not IMMEDIATE and waits for nobody."""

    transaction_mode: str | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.turn: Turn | None = None
        self.execute_wrappers.append(self._in_turn)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._let_go()
        if not self.is_in_memory_db() and self.transaction_mode == "IMMEDIATE":
            self.turn = Turn(str(conn_params["database"]), lambda: conn_params.get("timeout", 5.0))
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._end_turn()  # not where it failed: it is rolled back next

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._let_go()

    def _in_turn(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        is_alone = self.turn is not None and not self.turn.is_mine and not self.in_atomic_block
        if not is_alone or not sql.startswith(CHANGES):
            return execute(sql, params, many, context)
        self._take_turn()
        try:
            return execute(sql, params, many, context)
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        if self.turn is None:
            return
        try:
            self.turn.take()
        except TooLong:
            raise OperationalError("database is locked") from None

    def _end_turn(self) -> None:
        if self.turn is not None:
            self.turn.end()

    def _let_go(self) -> None:
        if self.turn is not None:
            self.turn.close()
            self.turn = None
