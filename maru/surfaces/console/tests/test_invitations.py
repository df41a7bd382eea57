import re

from django.test import Client, override_settings

from maru.records.channels.models import Delivery
from maru.staff.members.models import Invitation, Member
from maru.staff.members.roles import Role
from maru.staff.members.tests.cast import StaffTestCase

PATH = "/console/invitations/"


# Django's test runner puts its own backend there.
@override_settings(EMAIL_BACKEND="maru.extensions.email.backend.DeliveryBackend")
class InvitationsPageTests(StaffTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.mira = cls.member("mira", "정미라", Role.MANAGER)

    def setUp(self) -> None:
        self.client.force_login(self.mira)

    def answers(self, **changes: object) -> dict[str, object]:
        new = {"addresses": "new@onnuri.example", "role": Role.AGENT, "language": "ko"}
        return {**new, "brands": [self.onnuri.pk], "teams": [], **changes}

    def test_the_mail_and_the_page_carry_a_link_that_lets_in(self):
        answer = self.client.post(PATH, self.answers(name="한새로"))
        self.assertEqual(answer.status_code, 201)
        mail = Delivery.objects.get().content
        self.assertEqual([p.address for p in mail.to], ["new@onnuri.example"])
        self.assertIn("온누리 상점에 초대했습니다", mail.subject)
        (path,) = re.findall(r"/join/[\w-]+/", mail.letter)
        self.assertContains(answer, path, status_code=201)
        self.assertContains(Client().get(path), "한새로")

    def test_the_mail_speaks_the_language_chosen(self):
        self.client.post(PATH, self.answers(language="en"))
        self.assertIn("invites you", Delivery.objects.get().subject)

    def test_many_addresses_are_invited_at_once_each_once(self):
        pasted = "a@x.example, 한새로 <B@x.example>\nc@x.example;A@x.example\n\n"
        self.client.post(PATH, self.answers(addresses=pasted))
        found = dict(Invitation.objects.values_list("email", "name"))
        self.assertEqual(found, {"a@x.example": "", "b@x.example": "한새로", "c@x.example": ""})
        self.assertEqual(Delivery.objects.count(), 3)

    def test_one_wrong_address_among_them_invites_nobody_and_is_named(self):
        answer = self.client.post(PATH, self.answers(addresses="a@x.example\nnot an address"))
        self.assertContains(answer, "이메일 주소가 아닙니다: not an address", status_code=422)
        self.assertContains(answer, "a@x.example", status_code=422)
        self.assertFalse(Invitation.objects.exists())

    def test_who_is_a_member_already_is_named(self):
        answer = self.client.post(PATH, self.answers(addresses="JISU@onnuri.example"))
        self.assertContains(answer, "이미 구성원입니다: jisu@onnuri.example", status_code=422)

    def test_a_manager_is_not_offered_the_administrators_role(self):
        self.assertNotContains(self.client.get(PATH), 'value="admin"')
        self.assertEqual(self.client.post(PATH, self.answers(role="admin")).status_code, 422)

    def test_another_brand_cannot_be_given_by_who_does_not_work_for_it(self):
        answer = self.client.post(PATH, self.answers(brands=[self.haneul.pk]))
        self.assertEqual(answer.status_code, 422)

    def test_open_invitations_are_listed_sent_again_and_withdrawn(self):
        self.client.post(PATH, self.answers())
        invitation = Invitation.objects.get()
        before = invitation.token_hash
        self.assertContains(self.client.get(PATH), "new@onnuri.example")
        again = self.client.post(f"{PATH}{invitation.pk}/mail/")
        invitation.refresh_from_db()
        self.assertNotEqual(invitation.token_hash, before)
        self.assertContains(again, "/join/")
        self.assertEqual(Delivery.objects.count(), 2)
        self.assertEqual(self.client.delete(f"{PATH}{invitation.pk}/").status_code, 200)
        self.assertNotContains(self.client.get(PATH), "new@onnuri.example")
        self.assertEqual(self.client.post(f"{PATH}{invitation.pk}/mail/").status_code, 404)

    def test_without_a_mail_server_the_page_says_that_the_link_is_to_be_passed_on(self):
        self.assertContains(
            self.client.post(PATH, self.answers()), "메일 서버가 설정되지 않아", status_code=201
        )
        with override_settings(MAIL_OUT="smtp://127.0.0.1:1"):
            answer = self.client.post(PATH, self.answers(addresses="b@x.example"))
        self.assertContains(answer, "메일을 보냈습니다", status_code=201)

    def test_an_agent_finds_no_such_page(self):
        self.client.force_login(Member.objects.get(pk=self.jisu.pk))
        self.assertEqual(self.client.get(PATH).status_code, 404)
