"""A restore that was broken off: nothing may start on its rows before they are settled."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from maru.project.command.refusal import Refusal


def mark() -> Path:
    return Path(settings.HOME) / "restoring"


def demand_no_restore() -> None:
    """Raise Refusal while a restore has begun and not ended."""
    if mark().exists():
        raise Refusal(
            _("Restoring %(path)s was broken off. Run `bin/maru restore %(path)s` again first.")
            % {"path": mark().read_text(encoding="utf-8").strip()}
        )
