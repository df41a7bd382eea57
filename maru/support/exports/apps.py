from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "maru.support.exports"
    label = "exports"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.blobs import refer
        from maru.staff.errands.carrying import carried_by
        from maru.support.exports import forgetting  # noqa: F401 - its sweep
        from maru.support.exports.api import filtered_again
        from maru.support.exports.export import KIND
        from maru.support.exports.making import carry_on
        from maru.support.exports.models import Export
        from maru.support.exports.sources import export_from

        carried_by(KIND, carry_on, template="exports/_errand.html", is_apart=True)
        export_from("filter", filtered_again)
        # No others: what has expired is in no backup, and is swept away.
        refer("export", lambda: Export.objects.fetchable().values_list("sha256", flat=True))
        offer("maru.support.exports.api.router", tag="Exports")
