"""Payloads in every string field of the API's schema (S6): a new field joins by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from maru.kit.mailparse.tests.hostile import PAYLOADS
from maru.kit.mailparse.tests.inert import dangers
from maru.surfaces.api.application import build
from maru.surfaces.api.tests.cast import ApiTestCase
from maru.surfaces.api.tests.test_borders import operations

EACH = 6  # payloads a field; some hundred fields share all of them
NUL = "글\x00자"  # which PostgreSQL keeps nowhere: each field gets it
TAKING = {
    "POST /tickets subject", "POST /tickets body", "POST /tickets/{number}/messages body",
    "PATCH /tickets/{number} subject", "PATCH /customers/{id} name", "PATCH /customers/{id} note",
}  # fmt: skip
_NAMES = {"brand": "onnuri", "team": "team", "requester": "kim", "channel": "mailbox"}


class Fields:
    """The request bodies of the schema: a body that fits, with one string after another hostile."""

    def __init__(self, case: Any) -> None:
        self.case = case
        self.named = build().get_openapi_schema(path_prefix="")["components"]["schemas"]

    def bodies(self, schema: dict[str, Any], payload: str) -> Iterator[tuple[str, Any]]:
        """Yield (field, body) for each string in ``schema``, at any depth."""
        for path in self._strings(schema, ()):
            yield ".".join(path), self._made(schema, path, payload)

    def _strings(self, schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        schema = self._plain(schema)
        if schema.get("type") == "string" and "enum" not in schema:
            yield path
        for name, field in schema.get("properties", {}).items():
            yield from self._strings(field, (*path, name))
        if "items" in schema:
            yield from self._strings(schema["items"], (*path, "[]"))
        if isinstance(inner := schema.get("additionalProperties"), dict):
            yield from self._strings(inner, (*path, "{}"))

    def _plain(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = self.named[schema["$ref"].rpartition("/")[2]]
        if "anyOf" in schema:  # what holds most: an object, then a string
            kinds = [self._plain(one) for one in schema["anyOf"]]
            return max(kinds, key=lambda k: ("properties" in k, k.get("type") == "string"))
        return schema

    def _made(self, schema: dict[str, Any], path: tuple[str, ...], payload: str) -> Any:
        """Return a body with ``payload`` at ``path`` and what is needed beside it."""
        schema = self._plain(schema)
        if not path:
            return payload[: schema.get("maxLength", len(payload))]
        head, rest = path[0], path[1:]
        if head == "[]":
            return [self._made(schema["items"], rest, payload)]
        if head == "{}":
            return {payload: self._made(schema["additionalProperties"], rest, payload)}
        fields = schema["properties"]
        beside = {*schema.get("required", []), "brand"} & set(fields) - {head}
        made = {name: self._usual(name, fields[name]) for name in beside}
        return {**made, head: self._made(fields[head], rest, payload)}

    def _usual(self, name: str, schema: dict[str, Any]) -> Any:
        if name in _NAMES:
            return getattr(self.case, _NAMES[name]).pk
        schema = self._plain(schema)
        if "enum" in schema:
            return schema["enum"][0]
        return {"string": "글", "integer": 1, "boolean": True, "array": []}.get(schema["type"], {})


class PayloadTests(ApiTestCase):
    def test_every_string_field_takes_or_refuses_it_as_words(self) -> None:
        fields, payloads = Fields(self), cycle(PAYLOADS[::7])
        tried, taken = set(), set()
        caller = self.api(self.sora)
        for method, path, operation in operations():
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            if schema is None or path.endswith("deactivate"):
                continue
            for payload in (NUL, *islice(payloads, EACH - 1)):
                for field, body in fields.bodies(schema, payload):
                    answer = caller.send(method, self.address(path), body)
                    where = f"{method} {path} {field}"
                    tried.add(where)
                    self.is_inert(answer, where)
                    if answer.status_code < 300:
                        taken.add(where)
        self.assertGreater(len(tried), 20)
        # Words are words: what may hold any text took them, so the pages below show them.
        self.assertLessEqual(TAKING, taken)
        self.pages_are_inert()

    def address(self, path: str) -> str:
        ids = {"/tickets": self.ticket.pk, "/customers": self.kim.pk, "/brands": self.onnuri.pk}
        pk = next((pk for start, pk in ids.items() if path.startswith(start)), 1)
        for name in ("{id}", "{number}", "{point}"):
            path = path.replace(name, str(pk))
        return path

    def is_inert(self, answer: Any, where: str) -> None:
        self.assertLess(answer.status_code, 500, where)
        self.assertTrue(answer["Content-Type"].startswith("application/json"), where)
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff", where)
        json.loads(answer.content)

    def pages_are_inert(self) -> None:
        self.client.force_login(self.sora)
        pages = ["/", "/customers/", f"/tickets/{self.ticket.pk}/", "/console/quarantine/",
                 "/console/filters/", "/console/mailbox/", f"/customers/{self.kim.pk}/",
                 f"/console/auto-answers/{self.onnuri.pk}/"]  # fmt: skip
        for page in pages:
            answer = self.client.get(page)
            self.assertEqual(answer.status_code, 200, page)
            self.assertEqual(dangers(answer.content.decode()), [], page)
