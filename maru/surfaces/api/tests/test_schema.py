from typing import get_args

from django.test import TestCase

from maru.records.channels import api_schemas
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.envelope import EnvelopeState
from maru.support.tickets.api import schemas
from maru.support.tickets.choices import Kind, Priority, Source, Status
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

    def test_its_words_are_those_that_rows_hold(self):
        for words, held in [
            (schemas.StatusWord, Status.values),
            (schemas.KindWord, Kind.values),
            (schemas.SourceWord, Source.values),
            (schemas.PriorityWord, [priority.name.lower() for priority in Priority]),
            (api_schemas.EnvelopeStateWord, EnvelopeState.values),
            (api_schemas.DeliveryStateWord, DeliveryState.values),
        ]:
            with self.subTest(words=words):
                self.assertEqual(set(get_args(words)), set(held))
