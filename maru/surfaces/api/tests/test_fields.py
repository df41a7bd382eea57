from maru.kit.fields.field import CustomField
from maru.kit.fields.models import Value
from maru.kit.search.indexing import index_outdated
from maru.staff.fields.defining import Wanted, make
from maru.surfaces.api.tests.cast import ApiTestCase


class FieldApiTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.group = cls.field("choice", "상품군", choices=[Wanted("주방용품"), Wanted("문구")])
        cls.refund = cls.field("number", "환불", unit="원")
        cls.order = cls.field("pattern", "주문번호", pattern=r"\d{4}-[A-Z]+")
        cls.grade = cls.field("choice", "등급", noun="customer", choices=[Wanted("VIP")])

    @classmethod
    def field(cls, kind, label, *, noun="ticket", choices=(), **about):
        new = CustomField(noun=noun, kind=kind, key=label, label=label, **about)
        return make(new, choices, by=cls.sora)

    def setUp(self) -> None:
        self.jisus = self.api(self.jisu)
        self.path = f"/tickets/{self.ticket.pk}"

    def patch(self, **fields):
        return self.jisus.patch(self.path, {"fields": fields})

    def test_values_are_read_and_written_by_key(self) -> None:
        answer = self.patch(상품군="문구", 환불=12000, 주문번호="1234-AB")
        said = {"상품군": "문구", "환불": 12000, "주문번호": "1234-AB"}
        self.assertEqual(answer.json()["fields"], said)
        self.assertEqual(self.patch(환불=None).json()["fields"], {**said, "환불": None})
        listed = self.jisus.get("/tickets").json()["items"][0]
        self.assertEqual(listed["fields"]["상품군"], "문구")

    def test_every_wrong_one_is_named_and_nothing_is_written(self) -> None:
        answer = self.patch(상품군="문구", 환불="많이", 주문번호="x", 없음=1)
        self.assertEqual(answer.status_code, 422)
        wrong = {"fields.환불", "fields.주문번호", "fields.없음"}
        self.assertEqual(set(answer.json()["error"]["fields"]), wrong)
        self.assertIsNone(self.jisus.get(self.path).json()["fields"]["상품군"])

    def test_a_ticket_and_a_customer_are_made_with_them(self) -> None:
        made = self.jisus.post("/tickets", {
            "subject": "s", "body": "b", "requester": {"email": "new@example.com", "name": "새"},
            "brand": self.onnuri.pk, "fields": {"상품군": "문구"},
        })  # fmt: skip
        self.assertEqual(made.json()["fields"]["상품군"], "문구")
        customer = f"/customers/{made.json()['requester']['id']}"
        changed = self.jisus.patch(customer, {"fields": {"등급": "VIP"}})
        self.assertEqual(changed.json()["fields"], {"등급": "VIP"})

    def test_solving_says_what_is_missing_and_takes_it_along(self) -> None:
        self.refund.needed_to_solve = True
        self.refund.save()
        answer = self.jisus.post(f"{self.path}/solution")
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(answer.json()["error"]["code"], "fields_missing")
        self.assertEqual(list(answer.json()["error"]["fields"]), ["fields.환불"])
        together = self.jisus.post(
            "/tickets/together", {"tickets": [self.ticket.pk], "do": "solve"}
        )
        self.assertEqual(together.json()["unfilled"], [self.ticket.pk])
        both = self.jisus.patch(self.path, {"status": "solved", "fields": {"환불": 0}})
        self.assertEqual(both.json()["status"], "solved")

    def test_definitions_are_made_changed_and_kept(self) -> None:
        soras = self.api(self.sora)
        asked = {"noun": "ticket", "kind": "many", "label": "부품", "choices": [{"label": "뚜껑"}]}
        made = soras.post("/fields", asked)
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(made.json()["key"], "부품")
        path = f"/fields/{made.json()['id']}"
        self.patch(부품=["뚜껑"])
        self.assertEqual(soras.patch(path, {"choices": [{"label": "솥"}]}).status_code, 409)
        self.assertEqual(soras.delete(path).status_code, 409)
        kept = [{"value": "뚜껑", "label": "덮개", "is_offered": False}, {"label": "솥"}]
        changed = soras.patch(path, {"choices": kept, "state": "retired"}).json()
        self.assertEqual([c["value"] for c in changed["choices"]], ["뚜껑", "솥"])
        self.assertEqual(
            self.jisus.get("/fields?noun=ticket").json()["items"][-1]["id"], made.json()["id"]
        )
        self.assertEqual(self.jisus.post("/fields", asked).status_code, 403)

    def test_they_are_searched_by_key_and_by_word(self) -> None:
        self.patch(상품군="문구", 환불=12000, 주문번호="7777-ZZ")
        index_outdated()
        for query, is_found in {
            "상품군:문구": True, "상품군:주방용품": False, "환불:12000": True,
            "환불:>=20000": False,
            "환불:<=12000": True, "주문번호:7777": True, "주문번호:없음": False, "7777-ZZ": True,
            "-상품군:문구": False,
        }.items():  # fmt: skip
            hits = self.jisus.get("/search", q=query).json()["items"]
            numbers = [hit.get("number") or hit.get("id") for hit in hits]
            self.assertEqual(self.ticket.pk in numbers, is_found, query)
        problem = self.jisus.get("/search", q="상품군:배").json()["problems"]
        self.assertIn("주방용품", problem[0])

    def test_views_have_them_as_conditions_and_columns(self) -> None:
        self.patch(상품군="문구")
        made = self.jisus.post("/views", {
            "name": "문구", "conditions": {"field": "fields.상품군", "op": "is", "value": "문구"},
            "columns": ["status", "fields.상품군"],
        })  # fmt: skip
        self.assertEqual(made.json()["columns"], ["status", "fields.상품군"])
        found = self.jisus.get("/tickets", view=made.json()["id"]).json()["items"]
        self.assertEqual([ticket["number"] for ticket in found], [self.ticket.pk])
        self.assertEqual(self.jisus.post("/views", {
            "name": "x", "conditions": {"all": []}, "columns": ["fields.없음"],
        }).status_code, 422)  # fmt: skip
        self.client.force_login(self.jisu)
        page = self.client.get(f"/?view={made.json()['id']}")
        self.assertContains(page, "상품군")
        self.assertContains(page, '<span class="chip">문구</span>', html=True)

    def test_organizations_have_them_too(self) -> None:
        self.field("text", "창구", noun="organization")
        made = self.jisus.post("/organizations", {
            "brand": self.onnuri.pk, "name": "한결상사", "fields": {"창구": "김팀장"},
        })  # fmt: skip
        self.assertEqual(made.json()["fields"], {"창구": "김팀장"}, made.content)
        path = f"/organizations/{made.json()['id']}"
        self.assertEqual(self.jisus.patch(path, {"fields": {"창구": 3}}).status_code, 422)
        index_outdated()
        hits = self.jisus.get("/search", q="김팀장").json()["items"]
        self.assertEqual(len(hits), 1)
        self.client.force_login(self.minho)
        page = self.client.get(path + "/")
        self.assertContains(page, 'value="김팀장"')
        self.assertEqual(self.api(self.minho).delete(path).status_code, 204)
        self.assertFalse(Value.objects.exists())
