from maru.extensions.email.models import ProviderApp
from maru.surfaces.api.tests.cast import ApiTestCase


class ProviderAppTests(ApiTestCase):
    def test_one_is_put_listed_and_changed_and_its_secret_never_comes_out(self):
        soras = self.api(self.sora)
        given = {"provider": "microsoft", "client_id": "0f3c", "tenant": "contoso.example"}
        made = soras.post("/provider-apps", {**given, "client_secret": "v-0123"})
        self.assertEqual(made.status_code, 200, made.content)
        self.assertNotIn("v-0123", made.content.decode())
        del given["tenant"]
        again = soras.post("/provider-apps", given)
        self.assertEqual(again.json()["tenant"], "contoso.example")
        self.assertEqual(ProviderApp.objects.get().client_secret, "v-0123")
        self.assertEqual(len(soras.get("/provider-apps").json()["items"]), 1)
        self.assertEqual(soras.get("/provider-apps/microsoft").json(), again.json())
        self.assertEqual(soras.get("/provider-apps/google").status_code, 404)
        self.assertEqual(soras.get("/provider-apps/yahoo").status_code, 422)
        self.assertEqual(self.api(self.jisu).get("/provider-apps").json()["items"], [])
        self.assertEqual(self.api(self.jisu).get("/provider-apps/microsoft").status_code, 404)

    def test_what_is_missing_is_told(self):
        given = {"provider": "google", "client_id": "0f3c"}
        answer = self.api(self.sora).post("/provider-apps", given)
        self.assertEqual(list(answer.json()["error"]["fields"]), ["client_secret"])
