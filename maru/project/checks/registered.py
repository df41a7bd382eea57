from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from maru.kit.checks import Finding, looks, wrong


def registered() -> Iterator[Finding]:
    """Yield what the apps' own looks find; one that fails is a finding, and the next goes on."""
    for name, look in looks():
        try:
            yield from look()
        except Exception as error:
            yield wrong(
                _("%(name)s could not be looked at: %(error)s")
                % {"name": name, "error": f"{type(error).__name__}: {error}"},
                "",
            )
