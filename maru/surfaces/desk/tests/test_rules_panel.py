"""What rules did, beside the ticket: in its reader's eyes."""

from maru.support.automation.models import Firing
from maru.support.automation.tests.cast import RulesTestCase
from maru.support.tickets.models import Message
from maru.support.tickets.tests.mails import mail

ASKED = {"all": [{"field": "said_now", "op": "contains", "value": "답장"}]}


class RulesPanelTests(RulesTestCase):
    def setUp(self):
        self.rule("opened", "received", name="답장 재촉", conditions=ASKED, priority=4)
        self.client.force_login(self.jisu)

    def said(self, text: str) -> Message:
        message = self.mail_in(mail(text))
        self.run_rules()
        return Message.objects.select_related("ticket", "abuse").get(pk=message.pk)

    def panel(self, message: Message) -> str:
        return self.client.get(f"/tickets/{message.ticket_id}/rules/").content.decode()

    def test_what_was_written_is_quoted_and_kept_in_its_message_alone(self):
        message = self.said("답장 부탁드려요")
        self.assertIn("답장 부탁드려요", self.panel(message))
        self.assertNotIn("부탁", str(Firing.objects.get().matched))
        Message.objects.filter(pk=message.pk).update(text="지워짐")
        self.assertNotIn("부탁", self.panel(message))

    def test_a_covered_message_is_covered_here_too(self):
        message = self.said("야 이 개새끼야 답장 안 해?")
        panel = self.panel(message)
        self.assertNotIn("개새끼", panel)
        self.assertIn("가려진 글", panel)
        self.client.force_login(self.sora)
        rule = Firing.objects.get().rule_id
        page = self.client.get(f"/console/rules/{rule}/firings/").content.decode()
        self.assertIn("가려진 글", page)
        message.abuse.open(by=self.sora)
        page = self.client.get(f"/console/rules/{rule}/firings/").content.decode()
        self.assertIn("개새끼", page)
