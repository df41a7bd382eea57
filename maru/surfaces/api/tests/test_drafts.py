from maru.staff.members.roles import Role
from maru.support.tickets.models import Draft
from maru.surfaces.api.tests.cast import ApiTestCase


class DraftTests(ApiTestCase):
    def setUp(self):
        self.path = f"/tickets/{self.ticket.pk}/draft"
        self.mine = self.api(self.jisu)

    def put(self, **data):
        return self.mine.send("PUT", self.path, data)

    def test_it_is_kept_shown_on_the_page_replaced_and_forgotten(self):
        self.assertEqual(self.mine.get(self.path).status_code, 404)
        self.assertEqual(self.put(body="확인하고 다시").json()["public"], True)
        self.client.force_login(self.jisu)
        self.assertContains(self.client.get(f"/tickets/{self.ticket.pk}/"), "확인하고 다시")
        self.put(body="택배사에 물어봄", public=False)
        kept = self.mine.get(self.path).json()
        self.assertEqual((kept["body"], kept["public"]), ("택배사에 물어봄", False))
        for _twice in range(2):
            self.assertEqual(self.mine.delete(self.path).status_code, 204)
        self.assertFalse(Draft.objects.exists())

    def test_nobody_sees_anothers(self):
        self.put(body="내 글")
        minho = self.api(self.minho)
        self.assertEqual(minho.get(self.path).status_code, 404)
        minho.delete(self.path)
        self.assertEqual(self.mine.get(self.path).json()["body"], "내 글")

    def test_nothing_to_keep_is_refused_and_the_one_before_stays(self):
        self.put(body="내 글")
        for nothing in ("", " \n", "\x00"):
            self.assertEqual(self.put(body=nothing).status_code, 422)
        self.assertEqual(self.mine.get(self.path).json()["body"], "내 글")

    def test_who_writes_nothing_here_keeps_nothing(self):
        analyst = self.api(self.member("ana", "분석가", Role.ANALYST))
        self.assertEqual(analyst.send("PUT", self.path, {"body": "x"}).status_code, 403)
        self.assertEqual(self.api(self.eve).get(self.path).status_code, 404)
