from django.test import Client, TestCase, override_settings

from maru.project.firststart.forms import SetUpForm
from maru.project.firststart.founding import found
from maru.project.firststart.token import setup_link
from maru.project.processes.preparation import directions
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand, Company
from maru.staff.members.models import Member
from maru.staff.members.roles import Role

ANSWERS = {
    "company": "바다 서점", "brand": "", "language": "ko", "time_zone": "Asia/Seoul",
    "address": "Help@bada.example", "name": "정바다", "email": "bada@bada.example",
    "password": "파도 소리에 책을 읽는다",
}  # fmt: skip


@override_settings(DEMO=False)
class FirstStartTests(TestCase):
    def setUp(self) -> None:
        self.path = "/setup/" + setup_link().rpartition("/setup/")[2]

    def test_every_page_leads_to_the_set_up(self):
        for path in ["/", "/sign-in/", "/console/", "/nowhere/"]:
            self.assertRedirects(self.client.get(path), "/setup/")
        self.assertEqual(self.client.get("/api/v1/tickets").status_code, 503)

    def test_a_stranger_without_the_link_cannot_claim_it(self):
        self.assertNotContains(self.client.get("/setup/"), "<form")
        for token in ["x", "0" * 22, "admin"]:
            self.assertEqual(self.client.post(f"/setup/{token}/", ANSWERS).status_code, 404)
        self.assertIsNone(Company.here())

    def test_one_page_makes_the_company_and_signs_in(self):
        self.assertRedirects(
            self.client.post(self.path, ANSWERS), "/", fetch_redirect_response=False
        )
        member = Member.objects.get()
        self.assertEqual((member.role, member.name), (Role.ADMIN, "정바다"))
        self.assertEqual(Brand.objects.get().name, "바다 서점")
        self.assertEqual(Channel.objects.get().address, "help@bada.example")
        self.assertEqual(self.client.get("/profile/").status_code, 200)
        self.assertEqual(self.client.get("/").status_code, 200)

    def test_afterwards_the_link_is_worth_nothing(self):
        self.client.post(self.path, ANSWERS)
        stranger = Client()
        answer = stranger.post(self.path, {**ANSWERS, "email": "eve@bada.example"})
        self.assertRedirects(answer, "/", fetch_redirect_response=False)
        self.assertEqual(Member.objects.count(), 1)
        self.assertEqual(stranger.get("/profile/").status_code, 302)

    def test_of_two_at_once_one_wins(self):
        answers = []
        for email in ["one@bada.example", "two@bada.example"]:
            form = SetUpForm({**ANSWERS, "email": email})
            assert form.is_valid()
            answers.append(form.cleaned_data)
        # Both passed the check that there is no company: the database decides.
        self.assertIsNotNone(found(answers[0]))
        self.assertIsNone(found(answers[1]))
        self.assertEqual([m.email for m in Member.objects.all()], ["one@bada.example"])

    def test_a_weak_password_is_refused_and_the_rest_stays(self):
        answer = self.client.post(self.path, {**ANSWERS, "password": "1234567890"})
        self.assertContains(answer, "바다 서점", status_code=422)
        self.assertIsNone(Company.here())

    def test_the_start_prints_the_link(self):
        self.assertIn(setup_link(), "\n".join(directions()))
        self.client.post(self.path, ANSWERS)
        self.assertNotIn(setup_link(), "\n".join(directions()))


class WithDemoTests(TestCase):
    def test_with_the_demo_company_nothing_leads_to_the_set_up(self):
        self.assertEqual(self.client.get("/sign-in/").status_code, 200)
