from django.test import Client

from maru.staff.members.models import Member, SignInLink
from maru.staff.members.tests.cast import PASSWORD, StaffTestCase

SIGN_IN = "/sign-in/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **headers: str):
    return client.post(SIGN_IN, {"login": email, "password": password}, **headers)


class SignInTests(StaffTestCase):
    def test_every_page_asks_to_sign_in_first_and_comes_back(self):
        response = self.client.get("/profile/")
        self.assertRedirects(response, "/sign-in/?next=/profile/", fetch_redirect_response=False)
        response = self.client.post(
            SIGN_IN, {"login": self.jisu.email, "password": PASSWORD, "next": "/profile/"}
        )
        self.assertRedirects(response, "/profile/", fetch_redirect_response=False)

    def test_a_fragment_sends_the_whole_page_to_sign_in(self):
        response = self.client.post(
            "/profile/signature/",
            headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/profile/"},
        )
        self.assertEqual(response.status_code, 204)
        self.assertEqual(response.headers["HX-Redirect"], "/sign-in/?next=/profile/")

    def test_it_never_leads_to_another_site(self):
        response = self.client.post(
            SIGN_IN,
            {"login": self.jisu.email, "password": PASSWORD, "next": "https://evil.example/"},
        )
        self.assertEqual(response.headers["Location"], "/")

    def test_the_address_may_be_written_in_capitals(self):
        self.assertEqual(sign_in(self.client, self.jisu.email.upper()).status_code, 302)

    def test_a_wrong_password_an_unknown_and_a_deactivated_account_hear_the_same(self):
        Member.objects.filter(pk=self.cole.pk).update(is_active=False)
        answers = {
            sign_in(self.client, self.jisu.email, "wrong").content,
            sign_in(self.client, "nobody@onnuri.example", "wrong").content,
            sign_in(self.client, self.cole.email, PASSWORD).content,
        }
        said = {text_of(answer) for answer in answers}
        self.assertEqual(len(said), 1, said)

    def test_signing_out_ends_the_session(self):
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.get("/sign-out/").status_code, 200)
        self.client.post("/sign-out/")
        self.assertEqual(self.client.get("/profile/").status_code, 302)

    def test_a_link_from_the_terminal_needs_no_button_and_works_once(self):
        path = f"/sign-in/{SignInLink.issue(self.jisu, is_direct=True)}/"
        self.assertRedirects(self.client.get(path), "/", fetch_redirect_response=False)
        self.assertEqual(self.client.get("/profile/").status_code, 200)
        stranger = Client()
        stranger.get(path)
        self.assertEqual(stranger.get("/profile/").status_code, 302)
        self.assertFalse(SignInLink.is_open(path.split("/")[2]))

    def test_a_link_for_a_colleague_is_spent_by_its_button_alone(self):
        token = SignInLink.issue(self.jisu)
        self.assertEqual(self.client.get(f"/sign-in/{token}/").status_code, 200)
        self.assertTrue(SignInLink.is_open(token))

    def test_nobody_can_sign_up_or_reset_by_mail(self):
        for path in ["/accounts/signup/", "/signup/", "/sign-up/", "/password/reset/"]:
            self.assertEqual(self.client.get(path).status_code, 404)


class SignInLinkTests(StaffTestCase):
    def setUp(self) -> None:
        self.path = f"/sign-in/{SignInLink.issue(self.jisu)}/"

    def test_opening_the_link_spends_nothing(self):
        for _ in range(3):
            self.assertContains(self.client.get(self.path), 'method="post"')
        self.assertEqual(self.client.get("/profile/").status_code, 302)
        self.assertEqual(self.client.post(self.path).status_code, 302)
        self.assertEqual(self.client.get("/profile/").status_code, 200)

    def test_it_works_once(self):
        self.client.post(self.path)
        other = Client()
        self.assertEqual(other.post(self.path).status_code, 410)
        self.assertEqual(other.get("/profile/").status_code, 302)

    def test_who_has_no_password_is_led_to_choose_one(self):
        new = self.member("neu", "새로", "agent")
        new.set_unusable_password()
        new.save()
        response = self.client.post(f"/sign-in/{SignInLink.issue(new)}/")
        self.assertRedirects(response, "/profile/password/")

    def test_a_link_that_was_used_leads_to_a_new_one(self):
        self.client.post(self.path)
        self.assertContains(Client().get(self.path), "/password-reset/")

    def test_a_new_link_ends_the_earlier_one(self):
        SignInLink.issue(self.jisu)
        self.assertEqual(self.client.post(self.path).status_code, 410)

    def test_a_deactivated_members_link_is_worth_nothing(self):
        self.jisu.deactivate(by=self.sora)
        self.assertEqual(self.client.post(self.path).status_code, 410)

    def test_empty_and_made_up_tokens_are_refused(self):
        for token in ["x", "None", "null", "%00", "0" * 64]:
            self.assertIn(self.client.post(f"/sign-in/{token}/").status_code, {404, 410})


def text_of(page: bytes) -> str:
    """Return what the page says, without the tokens and the address typed."""
    return page.decode().partition('role="alert"')[2].partition("</div>")[0]
