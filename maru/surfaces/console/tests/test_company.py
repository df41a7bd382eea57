from datetime import date

from django.utils import timezone

from maru.extensions.email.models import Relay
from maru.extensions.email.tests.provider_api import KEY, provider_api
from maru.extensions.email.tests.sink import sink
from maru.records.channels.models import Channel, Delivery
from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import SupportTestCase

RELAY = {"kind": "smtp", "host": "smtp.onnuri.example", "port": 587, "security": "starttls"}
SECRET = "바람결에 묻은 열쇠"


class CompanyPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)

    def test_the_company_is_renamed_and_it_is_written_down(self):
        given = {"name": "온누리", "language": "ko", "time_zone": "서울"}
        self.client.post("/console/company/", given)
        company = Company.objects.get()
        self.assertEqual((company.name, company.time_zone), ("온누리", "Asia/Seoul"))
        event = Event.of(company).get()
        self.assertEqual((event.before["name"], event.after["name"]), ("온누리 상점", "온누리"))

    def test_who_makes_a_brand_works_for_it(self):
        given = {"name": "바다 서점", "language": "ko", "reopen_days": 7}
        self.client.post("/console/brands/new/", given)
        self.assertIn(Brand.objects.get(name="바다 서점"), self.sora.brands.all())

    def test_the_list_of_brands_names_mail_addresses_alone(self):
        Channel.objects.create(
            brand=self.onnuri, kind="webform", name="문의", address="onnuri-form"
        )
        page = self.client.get("/console/brands/")
        self.assertContains(page, self.mailbox.address)
        self.assertNotContains(page, "onnuri-form")

    def test_two_brands_of_one_name_are_refused(self):
        given = {"name": self.onnuri.name, "language": "ko", "reopen_days": 7}
        answer = self.client.post("/console/brands/new/", given)
        self.assertContains(answer, "이미 있습니다", status_code=422)

    def test_a_calendar_keeps_a_week_and_days_off(self):
        given = {"name": "주말", "time_zone": "Asia/Seoul", "sat": "10-15", "days_off": "2026.1.1"}
        self.client.post("/console/calendars/new/", given)
        calendar = Calendar.objects.get(name="주말")
        self.assertEqual(calendar.hours, {"sat": [["10:00", "15:00"]]})
        self.assertEqual(calendar.days_off, ["2026-01-01"])

    def test_what_is_wrong_with_a_week_is_told(self):
        usual = {"name": "밤", "time_zone": "Asia/Seoul", "mon": "9-18"}
        for given, words in [
            ({"mon": "18-9"}, "시작보다 먼저"),
            ({"mon": "9-13, 12-18"}, "겹칩니다"),
            ({"mon": ""}, "열지 않습니다"),
            ({"days_off": "2026-12-31~2026-12-01"}, "시작하기 전에 끝납니다"),
        ]:
            answer = self.client.post("/console/calendars/new/", {**usual, **given})
            self.assertContains(answer, words, status_code=422)
        self.assertFalse(Calendar.objects.filter(name="밤").exists())

    def test_own_days_off_have_names_and_holidays_a_country(self):
        given = {"name": "도쿄", "time_zone": "Asia/Tokyo", "mon": "9-18", "country": "JP",
                 "days_off": "2026.12.28~12.31 연말 휴무"}  # fmt: skip
        self.client.post("/console/calendars/new/", given)
        calendar = Calendar.objects.get(name="도쿄")
        self.assertEqual(calendar.days_off, ["2026-12-28~2026-12-31 연말 휴무"])
        self.assertTrue(calendar.is_day_off(date(2026, 12, 30)))
        self.assertTrue(calendar.is_day_off(date(2026, 11, 3)))  # 文化の日
        page = self.client.get(f"/console/calendars/{calendar.pk}/")
        self.assertContains(page, "2026-12-28~2026-12-31 연말 휴무")

    def test_a_day_is_closed_by_one_press_and_opened_again(self):
        calendar = Calendar.objects.create(
            name="늘", hours={day: [["00:00", "24:00"]] for day in WEEKDAYS}
        )
        place = f"/console/calendars/{calendar.pk}/closed-today/"
        self.assertTrue(calendar.is_open_at(timezone.now()))
        for _twice in range(2):
            self.client.post(place)
        calendar.refresh_from_db()
        self.assertFalse(calendar.is_open_at(timezone.now()))
        self.assertContains(self.client.get("/console/calendars/"), "오늘 휴무")
        self.client.post(place, {"undo": "1"})
        calendar.refresh_from_db()
        self.assertTrue(calendar.is_open_at(timezone.now()))
        self.assertEqual(
            [event.verb for event in Event.of(calendar)],
            ["calendar.closed_today", "calendar.opened_today"],
        )

    def test_unreadable_hours_are_refused_and_stay_to_be_mended(self):
        given = {"name": "주말", "time_zone": "Asia/Seoul", "sat": "오전 내내", "days_off": "내일"}
        answer = self.client.post("/console/calendars/new/", given)
        self.assertContains(answer, "오전 내내", status_code=422)
        self.assertContains(answer, "날짜로 읽을 수 없습니다", status_code=422)


class AddressPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)

    def post(self, address: str):
        given = {"address": address, "brand": self.onnuri.pk, "is_active": "on"}
        return self.client.post("/console/addresses/new/", given)

    def test_an_address_is_added_in_lower_case(self):
        self.post(" Help@Onnuri.example ")
        self.assertTrue(Channel.objects.filter(address="help@onnuri.example").exists())

    def test_what_is_no_address_or_taken_is_refused_in_words(self):
        for given, words in [
            ("support", "메일 주소가 아닙니다"),
            ("support+x@onnuri.example", "빼고"),
            ("SUPPORT@onnuri.example", "이미 등록된"),
        ]:
            self.assertContains(self.post(given), words, status_code=422)

    def test_another_kind_of_channel_is_not_found_here(self):
        form = Channel.objects.create(kind="webform", address="form", brand=self.onnuri)
        self.assertEqual(self.client.get(f"/console/addresses/{form.pk}/").status_code, 404)


class RelayPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)
        self.path = f"/console/brands/{self.onnuri.pk}/relay/"

    def save(self, **changes: object):
        return self.client.post(self.path, {**RELAY, "user": "u", "password": SECRET, **changes})

    def test_the_password_goes_in_and_never_comes_out(self):
        self.save()
        relay = Relay.objects.get()
        self.assertEqual(relay.password, SECRET)
        self.assertNotIn(SECRET, relay.sealed_password)
        self.assertNotContains(self.client.get(self.path), SECRET)
        self.assertEqual(Event.of(relay).get().after["password"], "***")

    def test_an_empty_password_keeps_the_one_there_is(self):
        self.save()
        self.save(password="", port=465, security="tls")
        relay = Relay.objects.get()
        self.assertEqual((relay.port, relay.password), (465, SECRET))

    def test_without_a_user_no_password_is_kept(self):
        self.save()
        self.save(user="", password="")
        self.assertEqual(Relay.objects.get().password, "")

    def test_what_is_no_host_is_refused_in_words(self):
        for host in ["", "smtp://x.example", "x.example:25", "a b", "-x.example", "x\r\ny"]:
            self.assertEqual(self.save(host=host).status_code, 422, host)
        self.assertFalse(Relay.objects.exists())

    def test_a_refused_form_does_not_send_the_password_back(self):
        self.assertNotContains(self.save(host=""), SECRET, status_code=422)

    def test_another_server_is_not_given_the_kept_password(self):
        self.save()
        answer = self.save(host="smtp.evil.example", password="")
        self.assertContains(answer, "다시 입력", status_code=422)
        self.assertContains(answer, "smtp.evil.example", status_code=422)  # what was typed stays
        self.assertEqual(Relay.objects.get().host, RELAY["host"])

    def test_a_test_mail_is_queued_to_oneself_and_followed(self):
        with sink() as relay, self.settings(MAIL_ALLOW=["127.0.0.0/8"]):
            self.save(host="127.0.0.1", port=relay.port, security="none", user="", password="")
            answer = self.client.post(f"{self.path}tests/")
        delivery = Delivery.objects.get()
        self.assertEqual(delivery.recipients, [self.sora.email])
        self.assertContains(answer, f"tests/{delivery.pk}/")
        Delivery.objects.update(state="sent", sent_at=timezone.now())
        self.assertContains(self.client.get(f"{self.path}tests/{delivery.pk}/"), "받았습니다")

    def test_what_does_not_work_is_told_in_words_and_sends_nothing(self):
        self.save(host="no-such-host.invalid")
        self.assertContains(
            self.client.post(f"{self.path}tests/"), "이런 이름의 서버를 찾을 수 없습니다"
        )
        self.save(host="127.0.0.1")
        self.assertContains(self.client.post(f"{self.path}tests/"), "MARU_MAIL_ALLOW")
        self.assertFalse(Delivery.objects.exists())

    def test_the_server_is_forgotten(self):
        self.save()
        self.client.delete(self.path)
        self.assertFalse(Relay.objects.exists())

    def test_one_address_has_a_server_of_its_own(self):
        self.save()
        path = f"/console/addresses/{self.mailbox.pk}/relay/"
        self.assertContains(self.client.get(path), "smtp.onnuri.example:587")
        given = {**RELAY, "host": "own.example", "user": "", "password": ""}
        self.assertEqual(self.client.post(path, given).status_code, 302)
        self.assertEqual(Relay.of(self.mailbox).host, "own.example")
        page = self.client.get("/console/outgoing/")
        self.assertContains(page, "own.example:587")
        self.assertContains(page, "smtp.onnuri.example:587")
        self.client.delete(path)
        self.assertEqual(Relay.of(self.mailbox).host, "smtp.onnuri.example")

    def test_a_provider_is_kept_with_its_key_alone(self):
        given = {"kind": "mailgun", "password": "key-123", "region": "eu", "host": "smtp.x.example",
                 "domain": "mail.onnuri.example", "user": "u", "port": ""}  # fmt: skip
        self.assertEqual(self.client.post(self.path, given).status_code, 302)
        relay = Relay.objects.get()
        self.assertEqual((str(relay), relay.host, relay.user), ("Mailgun", "", ""))
        self.assertEqual((relay.password, relay.region), ("key-123", "eu"))
        page = self.client.get(self.path)
        self.assertNotContains(page, "key-123")
        self.assertContains(self.client.get("/console/outgoing/"), "Mailgun")
        again = {**given, "password": "", "domain": ""}
        self.assertEqual(self.client.post(self.path, again).status_code, 302)
        self.assertEqual(Relay.objects.get().password, "key-123")

    def test_a_key_is_told_to_no_other_provider_or_server(self):
        self.client.post(self.path, {"kind": "postmark", "password": "key-123"})
        other = self.client.post(self.path, {"kind": "brevo", "password": ""})
        self.assertContains(other, "열쇠가 필요합니다", status_code=422)
        self.assertEqual(self.save(password="").status_code, 422)
        self.assertEqual(Relay.objects.get().kind, "postmark")

    def test_what_is_no_key_is_refused(self):
        for key in ("", "열쇠"):
            answer = self.client.post(self.path, {"kind": "postmark", "password": key})
            self.assertEqual(answer.status_code, 422)

    def test_a_wrong_key_is_told_in_words(self):
        with provider_api() as api, self.settings(MAIL_PROVIDERS_AT=api.addresses):
            self.client.post(self.path, {"kind": "postmark", "password": "wrong"})
            self.assertContains(self.client.post(f"{self.path}tests/"), "열쇠를 받지 않습니다")
            self.assertFalse(Delivery.objects.exists())
            self.client.post(self.path, {"kind": "postmark", "password": KEY})
            self.client.post(f"{self.path}tests/")
        self.assertEqual(Delivery.objects.count(), 1)

    def test_what_is_no_mail_address_has_no_server(self):
        form = Channel.objects.create(kind="webform", address="form", brand=self.onnuri)
        path = f"/console/addresses/{form.pk}/relay/"
        self.assertEqual(self.client.get(path).status_code, 404)
