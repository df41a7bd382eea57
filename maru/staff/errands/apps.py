from django.apps import AppConfig


class ErrandsConfig(AppConfig):
    name = "maru.staff.errands"
    label = "errands"

    def ready(self) -> None:
        from maru.kit.jobs.clock import waits_at_most
        from maru.kit.slots import fill
        from maru.staff.errands import metrics, tidying  # noqa: F401 - registered
        from maru.staff.errands.carrying import PAUSES
        from maru.staff.errands.errand import LEASE
        from maru.staff.errands.models import Errand

        fill("desk.foot", "errands/_dock.html")
        waits_at_most(Errand.objects.under_way, PAUSES[-1], lease=LEASE)
