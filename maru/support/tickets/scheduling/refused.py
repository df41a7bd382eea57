from __future__ import annotations

from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal


class Gone(Refusal):
    """It has left, or somebody took it back."""

    def __init__(self) -> None:
        super().__init__(
            409, "already_sent", _("This answer does not wait any more: it was sent or taken back.")
        )


class NotYours(Refusal):
    """An answer leaves in the name of its author, who alone says when."""

    def __init__(self) -> None:
        words = _("Only its author can do that. Take it over to send it in your own name.")
        super().__init__(403, "not_yours", words)
