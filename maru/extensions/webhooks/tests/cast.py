from __future__ import annotations

from django.test import override_settings

from maru.extensions.webhooks.endpoint_form import EndpointForm
from maru.extensions.webhooks.models import Endpoint
from maru.extensions.webhooks.occasion import Occasion
from maru.kit.webhooks.models import Call, Webhook
from maru.kit.webhooks.sending import tell_waiting
from maru.kit.webhooks.tests.programs import programs
from maru.staff.members.roles import Role
from maru.support.tickets.tests.cast import SupportTestCase


@override_settings(FETCH_ALLOW=["127.0.0.1/32"])
class EndpointTestCase(SupportTestCase):
    """``boss`` sets up the company; ``outside`` is the program that listens."""

    def setUp(self):
        self.outside = self.enterContext(programs())
        self.boss = self.member("mina", "한미나", Role.ADMIN)

    def made(self, **changes) -> Endpoint:
        given = {
            "name": "창고", "url": self.outside.plain, "hears": list(Occasion.values), **changes,
        }  # fmt: skip
        form = EndpointForm(given, by=self.boss)
        self.assertTrue(form.is_valid(), form.errors)
        saved = form.save_by(self.boss)
        self.outside.secret = form.new_secret
        return saved

    def all_told(self) -> None:
        while tell_waiting():
            pass

    def after_the_pause(self) -> None:
        Webhook.objects.update(due_at="2020-01-01T00:00:00Z")
        self.all_told()

    def happenings(self) -> list[str]:
        return list(Call.objects.order_by("id").values_list("happening", flat=True))
