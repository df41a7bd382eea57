"""/brands/{id}/auto-answers."""

from maru.staff.journal.models import Event
from maru.support.autoanswers.models import Wording
from maru.surfaces.api.tests.cast import ApiTestCase


class AutoAnswersTests(ApiTestCase):
    def setUp(self):
        self.path = f"/brands/{self.onnuri.pk}/auto-answers"
        self.soras = self.api(self.sora)  # an administrator

    def test_a_brand_begins_silent(self):
        told = self.soras.get(self.path).json()
        self.assertEqual(told["is_on"], False)
        self.assertEqual(told["texts"], {"received": {}, "closed": {}})

    def test_only_what_is_sent_changes_and_leaves_one_event(self):
        texts = {"received": {"ko": "{{brand.name}}에서 잘 받았습니다."}}
        told = self.soras.patch(self.path, {"texts": texts}).json()
        self.assertEqual((told["is_on"], told["texts"]["received"]), (False, texts["received"]))
        self.assertEqual(self.soras.patch(self.path, {"is_on": True}).json()["is_on"], True)
        self.soras.patch(self.path, {"is_on": True})
        wording = Wording.objects.get(brand=self.onnuri)
        self.assertEqual(wording.texts, texts)
        self.assertEqual(Event.of(wording).filter(verb="wording.changed").count(), 2)

    def test_bad_texts_say_which(self):
        for texts, field in [
            ({"received": {"ko": "{{customer.name}}님"}}, "texts.received.ko"),
            ({"birthday": {"ko": "축하합니다"}}, "texts.birthday.ko"),
            ({"closed": {"xx": "?"}}, "texts.closed.xx"),
            ({"closed": {"en": "x" * 2001}}, "texts.closed.en"),
        ]:
            with self.subTest(field):
                response = self.soras.patch(self.path, {"texts": texts})
                self.assertEqual(response.status_code, 422)
                self.assertEqual(list(response.json()["error"]["fields"]), [field])
        self.assertFalse(Wording.objects.exists())

    def test_an_agent_finds_nothing(self):
        jisus = self.api(self.jisu)
        self.assertIn(jisus.get(self.path).status_code, {403, 404})
        self.assertIn(jisus.patch(self.path, {"is_on": True}).status_code, {403, 404})
        self.assertFalse(Wording.objects.exists())
