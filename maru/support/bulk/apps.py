from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "maru.support.bulk"
    label = "bulk"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.records.channels.rescue import rescue
        from maru.staff.errands.carrying import carried_by
        from maru.staff.errands.models import Errand
        from maru.support.bulk import forgetting  # noqa: F401 - its sweep
        from maru.support.bulk.bulk_change import DOING, UNDOING
        from maru.support.bulk.telling import mail_of
        from maru.support.bulk.working import carry_back, carry_on
        from maru.support.notifications.letters import letters_with
        from maru.support.notifications.making import sum_up
        from maru.support.notifications.reason import Reason

        carried_by(DOING, carry_on, template="bulk/_errand.html")
        carried_by(UNDOING, carry_back, template="bulk/_errand.html")
        rescue(Errand.objects.under_way)  # channels asks no staff of ours, nor can staff ask it
        for kind in (DOING, UNDOING):
            sum_up(f"{kind}.asked")
        letters_with(Reason.ASSIGNED, mail_of, of_many_only=True)
        offer("maru.support.bulk.api.router", tag="Bulk changes")
        offer("maru.support.bulk.api_together.router", tag="Tickets")
