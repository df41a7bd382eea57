from django.test import TestCase

from maru.surfaces.api.application import build


class SchemaTests(TestCase):
    def test_it_is_made_once(self):
        api = build()
        first = api.get_openapi_schema(path_prefix="/api/v1/")
        self.assertIs(api.get_openapi_schema(path_prefix="/api/v1/"), first)
        self.assertIsNot(api.get_openapi_schema(path_prefix="/other/"), first)

    def test_its_page_and_itself_are_there_for_programs(self):
        schema = self.client.get("/api/v1/openapi.json").json()
        self.assertIn("/api/v1/tickets", schema["paths"])
        self.assertEqual(self.client.get("/api/v1/docs").status_code, 200)
