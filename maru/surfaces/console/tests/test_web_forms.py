"""The settings of web forms, and what colleagues do about unconfirmed ones."""

from datetime import timedelta

from django.utils import timezone

from maru.extensions.webform.confirming import expire_late
from maru.extensions.webform.models import Submission, WebForm
from maru.extensions.webform.tests.cast import WORDS, WebFormTestCase
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.intake import open_waiting
from maru.staff.journal.models import AccessRecord, Event
from maru.support.tickets.models import Message

ANSWERS = {
    "name": "반품", "is_active": "on", "asks_name": "required", "asks_subject": "no",
    "link_days": 3, "title_ko": "반품 문의", "intro_ko": "", "title_en": "", "intro_en": "",
    "origins": "shop.example.com\nhttps://*.example.org:8443/",
}  # fmt: skip


class SettingsTests(WebFormTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)

    def save(self, path="/console/forms/new/", **more):
        return self.client.post(path, {**ANSWERS, "brand": self.onnuri.pk, **more})

    def test_a_form_is_made_and_shows_its_link_and_line(self):
        page = self.client.get(self.save(address="returns").url)
        self.assertContains(page, "/form/returns/")
        self.assertContains(page, "webform-embed.js&#34; data-form=&#34;returns&#34;")
        made = WebForm.objects.at("returns")
        self.assertEqual(made.origins, ["https://shop.example.com", "https://*.example.org:8443"])
        self.assertEqual((made.asks_name, made.takes_files, made.link_days), ("required", False, 3))
        self.assertContains(self.client.get("/form/returns/?lang=ko"), "반품 문의")
        self.assertEqual(Event.of(made).get().verb, "webform.added")

    def test_switched_off_it_is_closed_and_back_on_open(self):
        path = f"/console/forms/{self.web_form.pk}/"
        for is_on, status in [("", 404), ("on", 200)]:
            self.save(path, address="onnuri", is_active=is_on)
            self.assertEqual(self.client.get("/form/onnuri/").status_code, status)
        self.assertEqual(Event.of(self.web_form).filter(verb="webform.changed").count(), 2)

    def test_an_empty_address_is_made_and_free(self):
        for _ in range(2):
            self.save(address="")
        made = WebForm.objects.exclude(pk=self.web_form.pk)
        addresses = {each.channel.address for each in made}
        self.assertEqual(len(addresses), 2)
        self.assertTrue(all(address.isascii() for address in addresses))

    def test_mistakes_are_told(self):
        for wrong in (
            {"address": "onnuri"}, {"address": "반품"}, {"address": "confirm"}, {"address": "a/b"},
            {"origins": "https://a.example; frame-src *"}, {"origins": "javascript://x"},
            {"origins": "https://a.example/path"}, {"link_days": "31"}, {"name": ""},
        ):  # fmt: skip
            self.assertEqual(self.save(**{"address": "free", **wrong}).status_code, 422, wrong)
        self.assertEqual(WebForm.objects.count(), 1)

    def test_the_brand_of_a_form_stays(self):
        self.save(f"/console/forms/{self.web_form.pk}/", address="onnuri", brand=self.haneul.pk)
        self.web_form.channel.refresh_from_db()
        self.assertEqual(self.web_form.channel.brand, self.onnuri)

    def test_without_a_mailbox_the_page_says_why_it_is_closed(self):
        self.mailbox.is_active = False
        self.mailbox.save()
        self.assertContains(self.client.get("/console/forms/"), "메일 주소 필요")
        page = self.client.get(f"/console/forms/{self.web_form.pk}/")
        self.assertContains(page, "양식이 닫혀 있습니다")


class UnconfirmedTests(WebFormTestCase):
    def setUp(self) -> None:
        self.one = self.sent()
        self.client.force_login(self.jisu)
        self.page = f"/console/quarantine/{self.one.envelope_id}/"

    def state(self) -> tuple[str, str]:
        self.one.envelope.refresh_from_db()
        return self.one.envelope.state, self.one.envelope.reason

    def test_agents_see_it_with_its_words(self):
        listed = self.client.get("/console/quarantine/?state=unconfirmed")
        self.assertContains(listed, WORDS["subject"])
        self.assertContains(listed, self.page)
        page = self.client.get(self.page)
        self.assertContains(page, "&lt;b&gt;깨져서&lt;/b&gt;")
        self.assertNotContains(page, "/pass/envelope/")

    def test_reading_the_words_of_a_known_customer_enters_the_ledger(self):
        kims = self.sent(email="haneul.kim@example.com")
        self.client.get(f"/console/quarantine/{kims.envelope_id}/")
        record = AccessRecord.objects.get()
        self.assertEqual((record.what, record.customers), ("raw", [self.kim.pk]))

    def test_an_agent_lets_it_in(self):
        self.client.post(self.page + "confirmations/")
        open_waiting()
        message = Message.objects.get(envelope=self.one.envelope)
        self.assertEqual(message.warnings, ["unconfirmed"])
        page = self.client.get(f"/tickets/{message.ticket_id}/")
        self.assertContains(page, "동료가 들여보낸 문의입니다")
        event = Event.of(self.one.envelope).get()
        self.assertEqual((event.verb, event.actor_id), ("envelope.confirmed", self.jisu.pk))

    def test_what_was_let_in_is_not_let_in_again_by_the_link(self):
        (link,) = self.links()
        self.client.post(self.page + "confirmations/")
        self.client.post(link, {"letter": self.one.pk})
        open_waiting()
        self.assertEqual(Message.objects.filter(envelope=self.one.envelope).count(), 1)
        self.assertEqual(self.client.get(link).status_code, 200)

    def test_discarding_closes_the_link_and_can_be_undone(self):
        (link,) = self.links()
        self.assertEqual(self.client.post(self.page + "discarding/").status_code, 422)
        self.client.post(self.page + "discarding/", {"reason": "광고"})
        self.assertEqual(self.state(), (EnvelopeState.DISCARDED, "unconfirmed"))
        self.assertEqual(self.client.get(link).status_code, 410)
        self.client.delete(self.page + "discarding/")
        self.assertEqual(self.state(), (EnvelopeState.UNCONFIRMED, "unconfirmed"))
        self.assertEqual(self.client.get(link).status_code, 200)

    def test_what_expired_is_found_and_still_let_in(self):
        Submission.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        expire_late()
        self.assertContains(self.client.get("/console/quarantine/?state=discarded"), self.page)
        self.assertContains(self.client.get(self.page), "아무도 메일 주소를 확인하지 않았습니다")
        self.client.delete(self.page + "discarding/")
        self.assertEqual(self.state(), (EnvelopeState.DISCARDED, "expired"))
        self.client.post(self.page + "confirmations/")
        self.assertEqual(self.state(), (EnvelopeState.RECEIVED, ""))

    def test_who_may_not_change_tickets_looks_only(self):
        self.client.force_login(self.member("ana", "분석", "analyst"))
        self.assertEqual(self.client.get(self.page).status_code, 200)
        for what in ("confirmations/", "discarding/"):
            self.assertEqual(self.client.post(self.page + what).status_code, 404)

    def test_a_private_teams_form_is_hidden_from_others(self):
        self.web_form.channel.team = self.secret_team
        self.web_form.channel.save()
        self.assertEqual(self.client.get(self.page).status_code, 404)
        self.assertEqual(self.client.post(self.page + "confirmations/").status_code, 404)

    def test_another_brands_is_not_there(self):
        self.client.force_login(self.eve)
        self.assertEqual(self.client.get(self.page).status_code, 404)
        self.assertEqual(self.client.post(self.page + "confirmations/").status_code, 404)
        self.assertEqual(self.state()[0], EnvelopeState.UNCONFIRMED)
