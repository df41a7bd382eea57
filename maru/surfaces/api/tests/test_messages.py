from datetime import timedelta

import time_machine
from django.utils import timezone

from maru.kit.idempotency.models import IdempotencyKey
from maru.kit.idempotency.once import forget_old_keys
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.intake import open_waiting
from maru.records.channels.joining import join_ready
from maru.records.channels.models import Channel, Delivery, PiecedMail
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.support.tickets.models import Draft, Message
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.mails import mail
from maru.support.tickets.tests.pieces import cut
from maru.surfaces.api.tests.cast import ApiTestCase

KEYS = {
    "id", "direction", "public", "author", "from", "original", "to", "cc", "body", "quoted", "html",
    "language", "automatic", "list_name", "copy_of", "warnings", "threaded_by", "evidence",
    "findings", "marks", "piece", "joined_from", "message_id", "sha256",
    "merged_from", "mentions",
    "attachments", "delivery", "created_at", "written_at",
}  # fmt: skip


class MessageTests(ApiTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.path = f"/tickets/{self.ticket.number}/messages"

    def test_an_answer_is_queued_for_the_customer(self):
        response = self.jisus.post(self.path, {"body": "{{customer.name}}님, 죄송합니다."})
        self.assertEqual(response.status_code, 201, response.content)
        message = response.json()
        self.assertEqual(set(message), KEYS | {"left_open"})
        self.assertEqual(message["body"], "김하늘님, 죄송합니다.")
        self.assertEqual(message["delivery"]["state"], "queued")
        self.assertEqual(message["to"], [{"name": "김하늘", "address": "haneul.kim@example.com"}])
        self.assertEqual(message["author"]["kind"], "member")
        self.assertEqual(message["message_id"], Delivery.objects.get().message_id)

    def test_what_its_member_was_writing_at_the_desk_stays(self):
        Draft.keep(self.ticket, self.jisu, "쓰던 글", "out")
        for public in (True, False):
            self.jisus.post(self.path, {"body": "프로그램의 글", "public": public})
        self.assertEqual(Draft.objects.get(member=self.jisu).text, "쓰던 글")

    def test_an_answer_that_waits_is_taken_back_as_a_draft(self):
        sent = self.jisus.post(
            self.path, {"body": "내일 보냅니다.", "status": "solved", "wait": 30}
        ).json()
        self.assertIsNotNone(sent["delivery"]["held_until"])
        path = f"{self.path}/{sent['id']}/sending"
        self.assertEqual(self.api(self.minho).delete(path).status_code, 404)
        draft = self.jisus.delete(path).json()
        self.assertEqual((draft["body"], draft["status"]), ("내일 보냅니다.", "solved"))
        self.assertEqual(self.jisus.delete(path).status_code, 404)
        self.assertEqual(self.jisus.get(f"/tickets/{self.ticket.pk}").json()["status"], "new")

    def test_one_that_has_left_is_not_taken_back(self):
        sent = self.jisus.post(self.path, {"body": "지금 보냅니다."}).json()
        Delivery.objects.update(state=DeliveryState.SENT, is_untouched=False)
        refused = self.jisus.delete(f"{self.path}/{sent['id']}/sending")
        self.assertEqual(refused.status_code, 409)
        self.assertEqual(refused.json()["error"]["code"], "already_sent")

    def test_each_chooses_whether_what_they_send_on_pages_waits(self):
        self.assertTrue(self.jisus.get("/me/habits").json()["undo_send"])
        self.jisus.send("PATCH", "/me/habits", {"undo_send": False})
        self.assertFalse(self.jisus.get("/me/habits").json()["undo_send"])

    def test_a_note_goes_to_nobody(self):
        message = self.jisus.post(self.path, {"body": "메모", "public": False}).json()
        self.assertEqual((message["public"], message["delivery"]), (False, None))
        self.assertFalse(Delivery.objects.exists())

    def test_messages_come_oldest_first_in_pages(self):
        for i in range(4):
            self.jisus.post(self.path, {"body": f"{i}", "public": False})
        first = self.jisus.get(self.path, limit=3).json()
        rest = self.jisus.get(self.path, limit=3, cursor=first["next"]).json()
        bodies = [m["body"] for m in first["items"] + rest["items"]]
        self.assertEqual(bodies[1:], ["0", "1", "2", "3"])
        self.assertIsNone(rest["next"])

    def test_raw_mail_is_named_by_its_hash(self):
        raw = (
            b"From: haneul.kim@example.com\r\nTo: support@onnuri.example\r\nSubject: x\r\n\r\nx\r\n"
        )
        mail = self.mail_in(raw)
        message = self.jisus.get(f"/tickets/{mail.ticket_id}/messages").json()["items"][0]
        self.assertEqual(message["sha256"], mail.envelope.sha256)
        envelope = self.jisus.get("/envelopes", state="opened").json()["items"][0]
        self.assertEqual((envelope["ticket"], envelope["message"]), (mail.ticket_id, mail.pk))

    def test_an_answer_past_something_newer_is_stopped_and_shown_it(self):
        seen = self.ticket.last_public_id
        self.jisus.post(self.path, {"body": "먼저", "seen": seen})
        response = self.jisus.post(self.path, {"body": "나중", "seen": seen})
        self.assertEqual(response.status_code, 409)
        self.assertEqual([m["body"] for m in response.json()["newer"]], ["먼저"])
        self.assertEqual(set(response.json()["newer"][0]), KEYS)
        self.assertEqual(Delivery.objects.count(), 1)

    def test_what_cannot_be_sent_is_said_in_words(self):
        phone = recognise(ContactKind.PHONE, "010-5550-0199", brand=self.onnuri)
        other = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=phone, subject="전화", text="t"
        )
        for path, body, code in [
            (self.path, "{{customer.shoe_size}}", "invalid"),
            (f"/tickets/{other.number}/messages", "안녕하세요", "no_address"),
        ]:
            response = self.api(self.jisu, Accept_Language="ko").post(path, {"body": body})
            self.assertEqual(response.status_code, 422)
            self.assertEqual(response.json()["error"]["code"], code)
            self.assertRegex(response.json()["error"]["message"], "[가-힣]")

    def test_without_a_mailbox_there_is_no_answer(self):
        Channel.objects.all().delete()
        response = self.jisus.post(self.path, {"body": "안녕하세요"})
        self.assertEqual(response.json()["error"]["code"], "no_channel")

    def test_an_address_that_takes_no_mail_answers_by_another_of_its_brand(self):
        Channel.objects.filter(pk=self.mailbox.pk).update(is_active=False)
        response = self.jisus.post(self.path, {"body": "안녕하세요"})
        self.assertEqual(response.json()["error"]["code"], "no_channel")
        second = Channel.objects.create(brand=self.onnuri, address="cs@onnuri.example")
        self.assertEqual(self.jisus.post(self.path, {"body": "안녕하세요"}).status_code, 201)
        self.assertEqual(Delivery.objects.latest("id").channel, second)

    def test_status_goes_along(self):
        self.jisus.post(self.path, {"body": "답", "status": "solved"})
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.status, "solved")


class IdempotencyTests(ApiTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.path = f"/tickets/{self.ticket.number}/messages"

    def test_the_same_key_gives_the_first_answer_again(self):
        first = self.jisus.post(self.path, {"body": "답"}, Idempotency_Key="k1")
        again = self.jisus.post(self.path, {"body": "답"}, Idempotency_Key="k1")
        self.assertEqual((first.status_code, first.json()), (again.status_code, again.json()))
        self.assertEqual(again["Idempotent-Replayed"], "true")
        self.assertEqual(Delivery.objects.count(), 1)

    def test_another_body_under_one_key_is_refused(self):
        self.jisus.post(self.path, {"body": "답"}, Idempotency_Key="k1")
        other = self.jisus.post(self.path, {"body": "다른 답"}, Idempotency_Key="k1")
        self.assertEqual(other.status_code, 422)
        self.assertEqual(other.json()["error"]["code"], "idempotency_key_reused")

    def test_under_another_address_or_method_one_key_is_another_write(self):
        solution = f"/tickets/{self.ticket.number}/solution"
        closure = f"/tickets/{self.ticket.number}/closure"
        self.assertEqual(
            self.jisus.send("POST", solution, None, Idempotency_Key="k1").status_code, 200
        )
        for method, path in [("DELETE", solution), ("POST", closure)]:
            other = self.jisus.send(method, path, None, Idempotency_Key="k1")
            self.assertEqual(other.status_code, 422, other.content)
            self.assertEqual(other.json()["error"]["code"], "idempotency_key_reused")

    def test_a_key_is_good_for_a_day_at_least_and_not_for_ever(self):
        now = timezone.now()
        first = self.jisus.post(self.path, {"body": "답"}, Idempotency_Key="k1")
        for hours, number in [(24, 1), (24 * 7, 2)]:
            with time_machine.travel(now + timedelta(hours=hours, minutes=1), tick=True):
                forget_old_keys()
                again = self.jisus.post(self.path, {"body": "답"}, Idempotency_Key="k1")
            self.assertEqual(again.status_code, 201)
            self.assertEqual(again.json() == first.json(), number == 1)
            self.assertEqual(Delivery.objects.count(), number)

    def test_a_refusal_is_not_kept_and_leaves_nothing(self):
        for _ in range(2):
            refused = self.jisus.post(self.path, {"body": " "}, Idempotency_Key="k1")
            self.assertEqual(refused.status_code, 422)
        self.assertFalse(IdempotencyKey.objects.exists())
        mended = self.jisus.post(self.path, {"body": "답"}, Idempotency_Key="k1")
        self.assertEqual(mended.status_code, 201)

    def test_keys_of_two_tokens_do_not_meet(self):
        self.jisus.post(self.path, {"body": "답"}, Idempotency_Key="k1")
        other = self.api(self.minho).post(self.path, {"body": "답"}, Idempotency_Key="k1")
        self.assertEqual(other.status_code, 201)
        self.assertEqual(Message.objects.filter(direction="out").count(), 2)

    def test_unusable_keys_are_refused_in_words(self):
        for key in ("", "a b", "k" * 201, "é"):
            response = self.jisus.post(self.path, {"body": "답"}, Idempotency_Key=key)
            self.assertEqual(response.json()["error"]["code"], "idempotency_key_invalid", key)

    def test_every_write_takes_a_key(self):
        writes = [
            ("POST", "/tickets", {"subject": "s", "body": "b", "requester": self.kim.pk}),
            ("PATCH", f"/tickets/{self.ticket.pk}", {"subject": "새 제목"}),
            ("POST", f"/tickets/{self.ticket.pk}/solution", None),
            ("POST", "/customers", {"email": "new@example.com", "brand": self.onnuri.pk}),
            ("POST", f"/customers/{self.kim.pk}/contact-points",
             {"kind": "email", "value": "second@example.com"}),
        ]  # fmt: skip
        for number, (method, path, data) in enumerate(writes):
            key = f"key-{number}"
            first = self.jisus.send(method, path, data, Idempotency_Key=key)
            again = self.jisus.send(method, path, data, Idempotency_Key=key)
            self.assertLess(first.status_code, 300, first.content)
            self.assertEqual(first.content, again.content)
            self.assertIn("Idempotent-Replayed", again)

    def test_an_upload_sent_twice_is_one_file(self):
        first = self.jisus.upload("a.txt", b"hello", Idempotency_Key="u")
        again = self.jisus.upload("a.txt", b"hello", Idempotency_Key="u")
        other = self.jisus.upload("a.txt", b"other", Idempotency_Key="u")
        self.assertEqual(first.json(), again.json())
        self.assertEqual(other.status_code, 422)


class PieceTests(ApiTestCase):
    def test_pieces_name_the_whole_and_the_whole_their_number(self):
        channel = Channel.objects.filter(brand=self.ticket.brand, kind="email").first()
        raws = cut(mail("하나", Subject="whole"), 2)
        accept([Letter(raw, (channel.pk,)) for raw in raws])
        while open_waiting() or join_ready():
            pass
        number = Message.objects.latest("id").ticket_id
        said = self.api(self.jisu).get(f"/tickets/{number}/messages").json()["items"]
        whole = said[-1]
        self.assertEqual([m["joined_from"] for m in said], [0, 0, 2])
        self.assertIsNone(whole["piece"])
        # A piece that is read slowly comes after the other.
        self.assertEqual(
            sorted((m["piece"] for m in said[:2]), key=lambda piece: piece["number"]),
            [
                {"number": n, "total": 2, "state": "joined", "reason": "", "whole": whole["id"]}
                for n in (1, 2)
            ],
        )

    def test_what_could_not_be_put_together_is_tried_again_by_a_lead(self):
        channel = Channel.objects.filter(brand=self.ticket.brand, kind="email").first()
        raw = mail("하나\n" * 30, Subject="whole")
        accept([Letter(piece, (channel.pk,)) for piece in cut(raw, 2)])
        open_waiting()
        PiecedMail.objects.update(state="failed", reason="failed")
        message = Message.objects.latest("id")
        path = f"/tickets/{message.ticket_id}/messages/{message.pk}/joining"
        self.assertEqual(self.api(self.jisu).post(path).status_code, 403)
        lead = self.api(self.minho)
        self.assertEqual(lead.post(path).json()["piece"]["state"], "ready")
        again = lead.post(path)
        self.assertEqual((again.status_code, again.json()["error"]["code"]), (409, "not_failed"))
        join_ready()
        open_waiting()
        self.assertEqual(Message.objects.latest("id").text.split(), ["하나"] * 30)
        whole = Message.objects.latest("id").pk
        elsewhere = f"/tickets/{message.ticket_id}/messages/{whole}/joining"
        self.assertEqual(lead.post(elsewhere).status_code, 404)
