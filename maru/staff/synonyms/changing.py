"""What every change of the table does besides: other processes, and this one, see it."""

from __future__ import annotations

from django.db import transaction


def changing() -> None:
    """Called within the transaction of a change."""
    from maru.staff.synonyms.standing import Standing
    from maru.staff.synonyms.table import HERE

    Standing.change()
    HERE.look_again()
    transaction.on_commit(HERE.look_again)  # whoever looked meanwhile saw what was before
