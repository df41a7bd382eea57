"""What ``maru check`` says of the virus scanner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.checks import Finding, check, good, warning
from maru.kit.clamd import Away
from maru.records.viruses.scanner import scanner

OLD = timedelta(days=7)  # signatures come several times a day


@check("virus scanner")
def virus_scanner() -> Iterator[Finding]:
    clamd = scanner()
    if clamd is None:
        yield good(_("No virus scanner is set: files are not checked."))
        return
    try:
        clamd.ping()
        version = clamd.version()
    except Away as why:
        yield warning(
            _("The virus scanner %(place)s does not answer: %(why)s")
            % {"place": clamd.place, "why": why},
            _("Start clamd, or look at MARU_CLAMD. Until then files that come in wait for it."),
        )
        return
    if version.signed_at and timezone.now() - version.signed_at > OLD:
        yield warning(
            _("The signatures of the virus scanner are of %(day)s.")
            % {"day": f"{version.signed_at:%Y-%m-%d}"},
            _("New viruses are not found. Look whether freshclam runs."),
        )
    else:
        yield good(_("The virus scanner answers: %(version)s") % {"version": version})
