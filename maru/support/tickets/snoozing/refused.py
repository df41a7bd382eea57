from __future__ import annotations

from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal


class Done(Refusal):
    """What is solved or closed waits for nobody, so it cannot be put off."""

    def __init__(self) -> None:
        super().__init__(
            422, "done", _("It is solved or closed. Open it again before you put it off.")
        )
