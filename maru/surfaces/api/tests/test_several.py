"""One thing done to several tickets (POST /tickets/together)."""

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.tasks.adding import add_tasks
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.surfaces.api.tests.cast import ApiTestCase


class SeveralTests(ApiTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.second = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="둘째", text="."
        )
        self.both = [self.ticket.pk, self.second.pk]

    def do(self, **asked):
        return self.jisus.post("/tickets/together", {"tickets": self.both, **asked})

    def test_what_changed_is_told_apart_from_what_was_so_already(self):
        self.second.solve(by=self.jisu)
        done = self.do(do="solve").json()
        self.assertGreater(done.pop("bulk_change"), 0)
        self.assertEqual(
            done,
            {"changed": [self.ticket.pk], "unchanged": [self.second.pk], "unfit": [],
             "merged": [], "unfilled": [], "left_open": [], "unknown": []},
        )  # fmt: skip
        self.assertEqual(self.do(do="reopen").json()["changed"], self.both)
        self.assertEqual(self.do(do="reopen").json()["unchanged"], self.both)
        self.assertEqual(Event.objects.filter(verb="ticket.status", after="solved").count(), 2)

    def test_what_was_solved_with_something_open_in_it_is_told(self):
        add_tasks(self.second, ["새 뚜껑 보내기"], by=self.jisu)
        self.assertEqual(self.do(tag="급함").json()["left_open"], [])
        self.assertEqual(self.do(do="solve").json()["left_open"], [self.second.pk])

    def test_one_that_was_merged_is_left_out_and_told(self):
        self.second.merge_into(self.ticket, by=self.jisu)
        for asked in ({"do": "solve"}, {"assignee": self.minho.pk}, {"tag": "교환"}):
            done = self.do(**asked).json()
            self.assertEqual(
                (done["changed"], done["merged"]), ([self.ticket.pk], [self.second.pk])
            )

    def test_somebody_gets_them_and_nobody(self):
        self.assertEqual(self.do(assignee=self.minho.pk).json()["changed"], self.both)
        self.assertEqual(Ticket.objects.filter(assignee=self.minho).count(), 2)
        self.assertEqual(self.do(assignee=self.eve.pk).json()["unfit"], self.both)
        self.assertEqual(self.do(assignee=None).json()["changed"], self.both)
        self.assertEqual(Ticket.objects.filter(assignee=None).count(), 2)

    def test_a_tag_is_added_to_theirs(self):
        self.ticket.tag_only(["파손"], by=self.jisu)
        self.do(tag="교환")
        self.assertEqual({tag.name for tag in self.ticket.tags.all()}, {"파손", "교환"})

    def test_another_brands_is_unknown_like_one_that_never_was(self):
        lee = recognise(ContactKind.EMAIL, "lee@example.com", brand=self.haneul)
        eves = open_ticket(by=self.eve, brand=self.haneul, subject="잉크", text=".", requester=lee)
        asked = {"tickets": [eves.pk, 10**9], "do": "spam"}
        answer = self.jisus.post("/tickets/together", asked).json()
        self.assertEqual(answer["unknown"], [eves.pk, 10**9])
        eves.refresh_from_db()
        self.assertFalse(eves.is_spam)

    def test_what_is_not_one_thing_is_refused_and_nothing_changes(self):
        for wrong in ({}, {"do": "solve", "tag": "교환"}, {"do": "delete"}, {"tag": " "},
                      {"status": "solved"}, {"tickets": [], "do": "solve"}):  # fmt: skip
            self.assertEqual(self.do(**wrong).status_code, 422, wrong)
        self.assertFalse(self.ticket.tags.exists())
        self.ticket.refresh_from_db()
        self.assertFalse(self.ticket.is_done)

    def test_who_may_change_nothing_does_nothing(self):
        analyst = self.api(self.member("ana", "분석가", Role.ANALYST))
        asked = {"tickets": self.both, "do": "solve"}
        self.assertEqual(analyst.post("/tickets/together", asked).status_code, 403)
