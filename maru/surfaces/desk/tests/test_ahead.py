import json

from django.contrib.messages import get_messages
from django.test import RequestFactory
from django.urls import reverse

from maru.kit.ui.jinja import messages_for
from maru.staff.journal.models import AccessRecord
from maru.support.tickets.models import Seen
from maru.support.tickets.tests.cast import SupportTestCase

AHEAD = {"Sec-Purpose": "prefetch;prerender"}


class AheadTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)

    def test_the_list_and_a_ticket_name_the_rules_and_their_swaps_do_not(self):
        rules = f'"{reverse("desk:ahead")}"'
        for path in ("/tickets/", f"/tickets/{self.ticket.pk}/"):
            self.assertEqual(self.client.get(path)["Speculation-Rules"], rules)
        swap = self.client.get("/tickets/", headers={"HX-Request": "true"})
        self.assertNotIn("Speculation-Rules", swap)

    def test_the_rules_are_for_the_marked_link_alone(self):
        answer = self.client.get(reverse("desk:ahead"))
        self.assertEqual(answer["Content-Type"], "application/speculationrules+json")
        rules = json.loads(answer.content)
        self.assertEqual(set(rules), {"prefetch", "prerender"})
        for (rule,) in rules.values():
            self.assertEqual(rule["where"], {"selector_matches": "a[data-ahead]"})

    def test_what_is_fetched_ahead_is_written_down_as_read(self):
        self.client.get(f"/tickets/{self.ticket.pk}/", headers=AHEAD)
        read = AccessRecord.objects.filter(what="ticket", subject_id=self.ticket.pk)
        self.assertEqual(read.count(), 1)

    def test_it_tells_nobody_that_it_was_seen_and_no_cache_keeps_it(self):
        Seen.objects.all().delete()
        answer = self.client.get(f"/tickets/{self.ticket.pk}/", headers=AHEAD)
        self.assertEqual(answer["Cache-Control"], "private, no-store")
        self.assertFalse(Seen.objects.filter(ticket=self.ticket, member=self.jisu).exists())

    def test_what_is_told_once_waits_for_a_page_that_shows(self):
        request = RequestFactory().get("/", headers=AHEAD)
        request._messages = ["Solved."]
        self.assertEqual(messages_for(request), [])
        self.assertEqual(list(get_messages(request)), ["Solved."])
        shown = RequestFactory().get("/")
        shown._messages = ["Solved."]
        self.assertEqual(messages_for(shown), ["Solved."])
