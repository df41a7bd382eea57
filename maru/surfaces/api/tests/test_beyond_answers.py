"""What the ticket page does beside answering, done by a program."""

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.roles import Role
from maru.support.tickets.choices import Kind, Priority, Source
from maru.support.tickets.models import Participant, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.mails import mail
from maru.surfaces.api.tests.cast import ApiTestCase


class BeyondTestCase(ApiTestCase):
    def of_the_other_brand(self) -> Ticket:
        lee = recognise(ContactKind.EMAIL, "lee@example.com", brand=self.haneul)
        return open_ticket(by=self.eve, brand=self.haneul, requester=lee, subject="잉크", text=".")


class PlacingTests(BeyondTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.message = self.mail_in(mail("늦은 회신입니다", Subject="늦은 회신"))
        self.path = f"/tickets/{self.message.ticket_id}/messages/{self.message.pk}"

    def test_a_message_goes_into_another_ticket_and_back(self):
        origin = self.message.ticket_id
        moved = self.jisus.post(f"{self.path}/placement", {"to": self.ticket.pk})
        self.assertEqual((moved.status_code, moved.json()["number"]), (200, self.ticket.pk))
        there = f"/tickets/{self.ticket.pk}/messages/{self.message.pk}"
        back = self.jisus.post(f"{there}/placement", {"to": origin})
        self.assertEqual(back.json()["number"], origin)

    def test_a_message_gets_a_ticket_of_its_own(self):
        own = self.jisus.post(f"{self.path}/detachment")
        self.assertEqual(own.status_code, 201)
        self.message.refresh_from_db()
        self.assertEqual(self.message.ticket_id, own.json()["number"])
        self.assertEqual(self.jisus.post(f"{self.path}/detachment").status_code, 404)

    def test_another_brands_ticket_is_no_place(self):
        other = self.of_the_other_brand()
        for number in (other.pk, 999_999):
            refused = self.jisus.post(f"{self.path}/placement", {"to": number})
            self.assertEqual(refused.status_code, 422)
            self.assertIn("to", refused.json()["error"]["fields"])

    def test_who_may_not_change_moves_nothing(self):
        self.jisu.role = Role.ANALYST
        self.jisu.save()
        self.assertEqual(self.jisus.post(f"{self.path}/detachment").status_code, 403)


class PeopleTests(ApiTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.path = f"/tickets/{self.ticket.pk}"

    def test_somebody_gets_the_answers_until_they_are_taken_out(self):
        told = self.jisus.post(f"{self.path}/participants", {"address": "Sujin@Example.com"})
        person = told.json()["participants"][0]
        self.assertEqual(
            (person["address"], person["admission"]), ("sujin@example.com", "admitted")
        )
        out = self.jisus.delete(f"{self.path}/participants/{person['id']}")
        self.assertEqual(out.json()["participants"][0]["admission"], "removed")

    def test_what_is_no_address_is_refused_in_words(self):
        refused = self.jisus.post(f"{self.path}/participants", {"address": "sujin"})
        self.assertEqual(refused.status_code, 422)
        self.assertIn("address", refused.json()["error"]["fields"])
        self.assertFalse(Participant.objects.exists())

    def test_a_colleague_is_asked_to_look_on(self):
        asked = self.jisus.post(f"{self.path}/followers", {"member": self.minho.pk})
        self.assertEqual([each["id"] for each in asked.json()["followers"]], [self.minho.pk])
        stranger = self.jisus.post(f"{self.path}/followers", {"member": self.eve.pk})
        self.assertEqual(stranger.status_code, 422)

    def test_the_caller_follows_and_follows_no_longer(self):
        following = self.jisus.post(f"{self.path}/following")
        self.assertEqual([each["id"] for each in following.json()["followers"]], [self.jisu.pk])
        self.assertEqual(self.jisus.delete(f"{self.path}/following").status_code, 204)
        self.assertFalse(self.ticket.followers.exists())


class RequesterTests(BeyondTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.path = f"/tickets/{self.ticket.pk}"

    def test_another_customer_gets_the_answers_from_now_on(self):
        told = self.jisus.patch(self.path, {"requester": {"email": "lee@example.com"}})
        self.assertEqual(told.json()["requester"]["email"], "lee@example.com")
        self.ticket.refresh_from_db()
        answer = self.ticket.reply("네", by=self.jisu, seen=10**9)
        self.assertEqual(answer.delivery.recipients, ["lee@example.com"])

    def test_another_brands_customer_is_none(self):
        lee = recognise(ContactKind.EMAIL, "lee@example.com", brand=self.haneul)
        refused = self.jisus.patch(self.path, {"requester": lee.pk})
        self.assertIn("requester", refused.json()["error"]["fields"])
        with self.assertRaises(ValueError):
            self.ticket.give_to_customer(lee, by=self.jisu)

    def test_a_page_says_whose_it_is_now_and_refuses_nonsense(self):
        self.client.force_login(self.jisu)
        page = self.client.post(f"{self.path}/requester/", {"value": "010-5550-0177"}, follow=True)
        self.assertContains(page, "+821055500177")
        for value in ("아무개", "새고객@x", "", "@"):
            self.client.post(f"{self.path}/requester/", {"value": value})
        self.assertEqual(Event.objects.filter(verb="ticket.requester").count(), 1)

    def test_who_answers_nobody_gives_nobody_a_ticket(self):
        self.jisu.role = Role.TRAINEE
        self.jisu.save()
        refused = self.jisus.patch(self.path, {"requester": {"email": "lee@example.com"}})
        self.assertEqual(refused.status_code, 403)


class HistoryTests(BeyondTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.path = f"/tickets/{self.ticket.pk}/events"

    def test_history_says_who_changed_what_and_why(self):
        self.ticket.set_priority(Priority.HIGH, by=self.jisu)
        told = self.jisus.get(self.path).json()["items"]
        self.assertEqual([e["id"] for e in told], sorted(e["id"] for e in told))
        last = told[-1]
        self.assertEqual((last["verb"], last["before"], last["after"]), ("ticket.priority", 2, 3))
        self.assertEqual(last["actor"], {"kind": "member", "id": self.jisu.pk, "name": "최지수"})
        self.assertIsNone(last["because_of"])
        because = Event.record("ticket.kind", self.ticket, because=Event.objects.latest("id"))
        self.assertEqual(
            self.jisus.get(self.path).json()["items"][-1]["because_of"], because.cause_id
        )

    def test_reading_it_enters_the_ledger(self):
        self.jisus.get(self.path)
        record = AccessRecord.objects.latest("id")
        self.assertEqual((record.member_id, record.subject_id), (self.jisu.pk, self.ticket.pk))

    def test_another_brands_history_does_not_exist(self):
        other = self.of_the_other_brand()
        self.assertEqual(self.jisus.get(f"/tickets/{other.pk}/events").status_code, 404)


class FindingTests(ApiTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)

    def test_the_list_is_narrowed_as_the_page_narrows_it(self):
        Ticket.objects.update(priority=Priority.URGENT, kind=Kind.COMPLAINT, source=Source.PHONE)
        for query in ({"priority": "urgent"}, {"kind": "complaint"}, {"source": "phone"}):
            self.assertEqual(len(self.jisus.get("/tickets", **query).json()["items"]), 1, query)
        for query in ({"priority": "low"}, {"kind": "question"}, {"source": "import"}):
            self.assertEqual(self.jisus.get("/tickets", **query).json()["items"], [], query)

    def test_an_imported_ticket_is_listed_like_others(self):
        Ticket.objects.update(source=Source.IMPORT)
        listed = self.jisus.get("/tickets")
        self.assertEqual(listed.json()["items"][0]["source"], "import")

    def test_a_delivery_is_shown_by_its_number(self):
        sent = self.ticket.reply("곧 보내 드립니다.", by=self.jisu, seen=10**9)
        shown = self.jisus.get(f"/deliveries/{sent.delivery_id}")
        self.assertEqual(shown.json()["message_id"], sent.delivery.message_id)
        self.assertEqual(self.api(self.eve).get(f"/deliveries/{sent.delivery_id}").status_code, 404)
