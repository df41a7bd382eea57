from maru.staff.members.models import Invitation
from maru.staff.members.roles import Role
from maru.surfaces.api.tests.cast import ApiTestCase

NEW = {"email": "new@onnuri.example", "role": "agent", "name": "한새로"}


class StaffApiTests(ApiTestCase):
    def setUp(self) -> None:
        self.mira = self.member("mira", "정미라", Role.MANAGER)
        self.manager = self.api(self.mira, "staff:read", "staff:write")

    def test_a_colleague_is_shown_and_a_stranger_does_not_exist(self):
        jisu = self.api(self.jisu, "staff:read")
        self.assertEqual(jisu.get(f"/members/{self.minho.pk}").json()["name"], self.minho.name)
        self.assertEqual(jisu.get(f"/members/{self.eve.pk}").status_code, 404)

    def test_inviting_listing_and_withdrawing(self):
        made = self.manager.post("/invitations", {**NEW, "brands": [self.onnuri.pk]})
        self.assertEqual(made.status_code, 201, made.content)
        self.assertNotIn("/join/", made.content.decode())
        (listed,) = self.manager.get("/invitations").json()["items"]
        self.assertEqual((listed["email"], listed["name"]), (NEW["email"], "한새로"))
        self.assertEqual(self.manager.delete(f"/invitations/{listed['id']}").status_code, 204)
        self.assertEqual(self.manager.get("/invitations").json()["items"], [])
        self.assertIsNotNone(Invitation.objects.get().withdrawn_at)

    def test_what_is_wrong_is_named(self):
        for wrong in [{"email": "no address"}, {"email": "a@x.kr,b@x.kr"}, {"role": "admin"},
                      {"brands": [self.haneul.pk]}]:  # fmt: skip
            answer = self.manager.post("/invitations", {**NEW, **wrong})
            self.assertEqual(answer.status_code, 422)
            self.assertEqual(list(answer.json()["error"]["fields"]), list(wrong))
        self.assertFalse(Invitation.objects.exists())

    def test_an_agent_and_a_token_without_the_scope_are_refused(self):
        agent = self.api(self.jisu, "staff:read", "staff:write")
        self.assertEqual(agent.post("/invitations", NEW).status_code, 403)
        self.assertEqual(agent.get("/invitations").status_code, 403)
        reader = self.api(self.mira, "staff:read")
        self.assertEqual(reader.post("/invitations", NEW).status_code, 403)

    def test_deactivating_hands_over_and_reactivating_lets_in_again(self):
        self.ticket.assign(self.jisu, by=self.sora)
        path = f"/members/{self.jisu.pk}"
        token = self.api(self.jisu, "staff:read")
        self.assertEqual(
            self.manager.post(f"{path}/deactivate", {"member": 10**9}).status_code, 422
        )
        done = self.manager.post(f"{path}/deactivate", {"member": self.minho.pk})
        self.assertEqual(done.json(), {"tickets": 1, "followed": 0, "drafts": 0})
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.assignee, self.minho)
        self.assertEqual(token.get("/me").status_code, 401)
        self.assertEqual(self.manager.post(f"{path}/reactivate").status_code, 204)
        self.assertEqual(token.get("/me").status_code, 200)

    def test_an_administrator_is_not_a_managers_to_deactivate(self):
        answer = self.manager.post(f"/members/{self.sora.pk}/deactivate", {})
        self.assertEqual(answer.status_code, 409)
