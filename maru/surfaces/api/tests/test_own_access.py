from datetime import timedelta

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from maru.staff.journal.models import AccessRecord
from maru.staff.members.models import SignIn
from maru.staff.members.roles import Role
from maru.surfaces.api.tests.cast import ApiTestCase


class AccessRecordTests(ApiTestCase):
    def setUp(self):
        self.api(self.jisu).get(f"/tickets/{self.ticket.pk}")
        self.api(self.minho).get(f"/customers/{self.kim.pk}")
        self.sora_api = self.api(self.sora)

    def listed(self, **asked):
        answer = self.sora_api.get("/access-records", **asked)
        self.assertEqual(answer.status_code, 200, answer.content)
        return [r for r in answer.json()["items"] if r["what"] != "ledger"]

    def test_it_tells_who_read_whose_data_and_the_newest_first(self):
        newest, earlier = self.listed()
        self.assertEqual((newest["member"], newest["customers"]), (self.minho.pk, [self.kim.pk]))
        self.assertEqual(earlier["member_name"], self.jisu.name)

    def test_it_is_narrowed_by_member_customer_and_time(self):
        self.assertEqual([r["member"] for r in self.listed(member=self.jisu.pk)], [self.jisu.pk])
        self.assertEqual(len(self.listed(customer=self.kim.pk)), 2)
        self.assertEqual(self.listed(customer=10**9), [])
        now = timezone.now()
        self.assertEqual(len(self.listed(since=(now - timedelta(hours=1)).isoformat())), 2)
        self.assertEqual(self.listed(until=(now - timedelta(hours=1)).isoformat()), [])

    def test_asking_is_itself_a_reading(self):
        self.listed()
        asked = AccessRecord.objects.get(what="ledger")
        self.assertEqual((asked.member_id, asked.customers), (self.sora.pk, [self.kim.pk]))

    def test_an_agent_may_not(self):
        self.assertEqual(self.api(self.jisu).get("/access-records").status_code, 403)


class SignInTests(ApiTestCase):
    def setUp(self):
        self.mine = self.api(self.jisu)
        chrome = "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36"
        self.first = SignIn.objects.create(member=self.jisu, browser=chrome, address="192.0.2.7")
        self.second = SignIn.objects.create(member=self.jisu)
        self.other = SignIn.objects.create(member=self.minho)

    def test_one_sees_ones_own_alone(self):
        second, first = self.mine.get("/me/sign-ins").json()["items"]
        self.assertEqual((second["id"], first["id"]), (self.second.pk, self.first.pk))
        self.assertEqual((first["device"], first["address"]), ("Chrome · Windows", "192.0.2.7"))

    def test_one_browser_is_signed_out_and_another_members_does_not_exist(self):
        self.assertEqual(self.mine.delete(f"/me/sign-ins/{self.first.pk}").status_code, 204)
        self.assertEqual(self.alive(), {self.second.pk, self.other.pk})
        self.assertEqual(self.mine.delete(f"/me/sign-ins/{self.first.pk}").status_code, 404)
        self.assertEqual(self.mine.delete(f"/me/sign-ins/{self.other.pk}").status_code, 404)

    def test_all_are_signed_out_and_the_token_goes_on(self):
        self.assertEqual(self.mine.delete("/me/sign-ins").status_code, 204)
        self.assertEqual(self.alive(), {self.other.pk})
        self.assertEqual(self.mine.get("/me/sign-ins").json()["items"], [])

    def test_a_browser_that_was_signed_out_is_at_the_door_again(self):
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.get("/profile/").status_code, 200)
        self.mine.delete("/me/sign-ins")
        self.assertEqual(self.client.get("/profile/").status_code, 302)

    def alive(self):
        return set(SignIn.objects.filter(ended_at=None).values_list("pk", flat=True))


class SecondStepTests(ApiTestCase):
    def setUp(self):
        TOTP.activate(self.jisu, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(self.jisu)

    def test_one_sees_what_is_asked_for_and_no_secret(self):
        answer = self.api(self.jisu).get("/me/second-step")
        self.assertEqual(
            answer.json(),
            {"app": True, "passkeys": [], "recovery_codes_left": 10, "required_from": None},
        )
        self.assertFalse(self.api(self.minho).get("/me/second-step").json()["app"])

    def test_an_administrator_resets_it_and_they_are_signed_out(self):
        SignIn.objects.create(member=self.jisu)
        path, sora = f"/members/{self.jisu.pk}/second-step", self.api(self.sora)
        self.assertEqual(sora.delete(path).status_code, 204)
        self.assertFalse(self.api(self.jisu).get("/me/second-step").json()["app"])
        self.assertFalse(self.jisu.sign_ins.filter(ended_at=None).exists())
        self.assertEqual(sora.delete(path).status_code, 204)

    def test_a_manager_may_not_and_nobody_resets_their_own(self):
        mira = self.member("mira", "정미라", Role.MANAGER)
        path = f"/members/{self.jisu.pk}/second-step"
        self.assertEqual(self.api(mira).delete(path).status_code, 403)
        self.assertTrue(self.api(self.jisu).get("/me/second-step").json()["app"])
        TOTP.activate(self.sora, "JBSWY3DPEHPK3PXP")
        own = self.api(self.sora).delete(f"/members/{self.sora.pk}/second-step")
        self.assertEqual(own.status_code, 409)
