from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig


class WebFormConfig(AppConfig):
    name = "maru.extensions.webform"
    label = "webform"

    def ready(self) -> None:
        from maru.extensions.webform import (  # noqa: F401 - registered
            alarms,
            confirming,
            erasing,
            linking,
        )
        from maru.extensions.webform.connector import WebFormConnector
        from maru.extensions.webform.linked_address import EVERY
        from maru.extensions.webform.models import Submission
        from maru.extensions.webform.restored import hold_links
        from maru.extensions.webform.submission import terms
        from maru.kit.api.registry import offer
        from maru.kit.backup.seam import after_restore
        from maru.kit.blobs import refer
        from maru.kit.jobs.clock import waits_at_most
        from maru.records.channels.connectors import register
        from maru.records.channels.rescue import rescue
        from maru.records.channels.terms import tell_terms_with

        register(WebFormConnector())
        offer("maru.extensions.webform.api.router", tag="Web forms")
        rescue(Submission.objects.all)
        tell_terms_with(terms)
        waits_at_most(Submission.objects.unmailed, EVERY, lease=linking.LEASE)
        after_restore("form link", hold_links)
        refer("form", _files)


def _files() -> Iterator[str]:
    from maru.extensions.webform.models import Submission

    for files in Submission.objects.exclude(files=[]).values_list("files", flat=True).iterator():
        yield from files
