from __future__ import annotations

from collections.abc import Iterator

from django.core import checks

from maru.kit.checks import Finding, wrong


def own() -> Iterator[Finding]:
    """Yield what Django's own checks find serious."""
    for message in checks.run_checks(databases=["default"]):
        if message.is_serious():
            yield wrong(f"{message.id or ''} {message.msg}".strip(), message.hint or "")
