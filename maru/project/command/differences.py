"""What a backup and a database do not agree on, in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from maru.kit.backup.comparing import Difference

MOST = 50  # that are printed


def told(differences: list[Difference]) -> Iterator[str]:
    sentences = {
        "missing": _("File %(name)s is missing."),
        "damaged": _("File %(name)s has changed: its bytes are not what its name says."),
        "gone": _("Row %(name)s is missing."),
        "new": _("Row %(name)s is too much."),
        "changed": _("Row %(name)s is different."),
        "unlike": _("Table %(name)s is different (rows there / in the backup)."),
    }
    for difference in differences[:MOST]:
        yield "✗ " + sentences[difference.kind] % {"name": difference.name}
    if len(differences) > MOST:
        yield _("... and %(n)s more.") % {"n": f"{len(differences) - MOST:,}"}
