"""Organizations: who belongs to one by hand or by a proven domain, and what that shows."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from maru.kit.conditions import Asking
from maru.kit.search.finding import find
from maru.kit.search.indexing import index_outdated
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer, Organization
from maru.records.customers.organizations.editing import (
    DomainTaken,
    add_organization,
    remove,
    revise,
)
from maru.records.customers.organizations.mail_domains import BadDomain, kept, listed
from maru.records.customers.organizations.placing import place
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import AccessRecord, Event
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.vocabulary import TICKETS

BELIEVED = override_settings(AUTHSERV_IDS=["mx.onnuri.example"])


class OrganizationTestCase(SupportTestCase):
    hangyeol: Organization
    theirs: Organization

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.hangyeol = add_organization(
            cls.onnuri, "한결상사", by=cls.jisu, domains=["hangyeol.example"]
        )
        cls.theirs = add_organization(cls.haneul, "까치출판", by=cls.sora)

    def write(
        self, sender: str, *, proven: bool = True, subject: str = "견적", more: str = ""
    ) -> Any:
        proof = "Authentication-Results: mx.onnuri.example; dmarc=pass\r\n" if proven else ""
        raw = f"{proof}From: {sender}\r\n{more}Subject: {subject}\r\n\r\n주문합니다\r\n"
        message = self.mail_in(raw.encode())
        assert message
        return message

    def belongs(self, customer: Customer) -> Organization | None:
        return Customer.objects.get(pk=customer.pk).organization


class DomainTests(OrganizationTestCase):
    def test_a_domain_has_one_spelling(self):
        for given in ("@Hangyeol.Example", "kim@hangyeol.example", "https://hangyeol.example/a",
                      "hangyeol.example."):  # fmt: skip
            self.assertEqual(kept(given), "hangyeol.example", given)
        self.assertTrue(kept("한결.example").startswith("xn--"))
        self.assertEqual(listed(["a.example", " ", "A.example"]), ["a.example"])

    def test_what_all_share_or_is_none_is_refused_in_words(self):
        for given in ("gmail.com", "naver.com", "@daum.net", "co.kr"):
            with self.assertRaisesMessage(BadDomain, given.lstrip("@")):
                kept(given)
        for given in ("한결", "a b.example", "x" * 70 + ".example", "-.-", "a..b", "127.0.0.1"):
            with self.assertRaises(BadDomain):
                kept(given)
        with self.assertRaises(BadDomain):
            listed(f"a{n}.example" for n in range(101))

    def test_a_domain_is_one_organization_s_within_a_brand(self):
        with self.assertRaisesMessage(DomainTaken, "한결상사"):
            add_organization(self.onnuri, "또", by=self.jisu, domains=["hangyeol.example"])
        self.assertFalse(Organization.objects.filter(name="또").exists())
        add_organization(self.haneul, "또", by=self.sora, domains=["hangyeol.example"])


@BELIEVED
class JoiningTests(OrganizationTestCase):
    def test_who_is_proven_to_write_from_a_domain_joins(self):
        message = self.write("park@hangyeol.example")
        self.assertEqual(self.belongs(message.customer), self.hangyeol)
        event = Event.of(message.customer).get(verb="customer.organization")
        self.assertEqual((event.actor_kind, event.after["domain"]), ("system", "hangyeol.example"))

    def test_who_only_says_so_does_not(self):
        message = self.write("park@hangyeol.example", proven=False)
        self.assertIsNone(self.belongs(message.customer))
        self.write("park@hangyeol.example", subject="둘째")
        self.assertEqual(self.belongs(message.customer), self.hangyeol)

    def test_who_is_only_named_by_another_does_not(self):
        message = self.write("noreply@form.example", more="Reply-To: park@hangyeol.example\r\n")
        self.assertEqual(message.from_address, "park@hangyeol.example")
        self.assertIsNone(self.belongs(message.customer))

    def test_a_hand_wins_over_the_domain(self):
        customer = self.write("park@hangyeol.example").customer
        self.assertTrue(place(customer, None, by=self.jisu))
        self.write("park@hangyeol.example", subject="둘째")
        self.assertIsNone(self.belongs(customer))

    def test_one_that_is_not_active_takes_nobody_in(self):
        revise(self.hangyeol, by=self.jisu, is_active=False)
        self.assertIsNone(self.belongs(self.write("park@hangyeol.example").customer))

    def test_another_brand_s_takes_nobody_of_ours_in(self):
        revise(self.theirs, by=self.sora, domains=["other.example"])
        self.assertIsNone(self.belongs(self.write("park@other.example").customer))


class PlacingTests(OrganizationTestCase):
    def test_a_move_leaves_one_event(self):
        self.assertTrue(place(self.kim, self.hangyeol, by=self.jisu))
        self.assertFalse(place(self.kim, self.hangyeol, by=self.jisu))
        event = Event.of(self.kim).get(verb="customer.organization")
        self.assertEqual((event.before, event.after["name"]), (None, "한결상사"))

    def test_nobody_is_put_into_another_brand_s(self):
        with self.assertRaises(ValueError):
            place(self.kim, self.theirs, by=self.sora)

    def test_who_is_left_stays_without_one_and_may_join_another(self):
        place(self.kim, self.hangyeol, by=self.jisu)
        self.assertEqual(remove(self.hangyeol, by=self.minho), 1)
        kim = Customer.objects.get(pk=self.kim.pk)
        self.assertEqual((kim.organization, kim.placed_at), (None, None))
        removed = Event.objects.get(verb="organization.removed")
        self.assertEqual((removed.before["people"], removed.before["domains"]),
                         (1, ["hangyeol.example"]))  # fmt: skip

    def test_a_change_tells_only_what_differs(self):
        self.assertFalse(revise(self.hangyeol, by=self.jisu, name="한결상사"))
        self.assertTrue(revise(self.hangyeol, by=self.jisu, domains=["b.example"], note="도매"))
        event = Event.of(self.hangyeol).get(verb="organization.changed")
        self.assertEqual(event.before, {"note": "", "domains": ["hangyeol.example"]})


class AskingTests(OrganizationTestCase):
    def setUp(self) -> None:
        place(self.kim, self.hangyeol, by=self.jisu)
        stranger = recognise(ContactKind.EMAIL, "x@example.com", brand=self.onnuri, name="남")
        self.other = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=stranger, subject="남의 것", text="견적"
        )
        self.nobody = Ticket.objects.create(subject="누구지", brand=self.onnuri)
        index_outdated()

    def test_conditions_ask_for_it(self):
        for condition, meant in (
            ({"field": "organization", "op": "in", "value": [self.hangyeol.pk]}, {self.ticket.pk}),
            ({"field": "organization", "op": "is_empty"}, {self.other.pk, self.nobody.pk}),
        ):
            read = TICKETS.read(condition)
            found = Ticket.objects.filter(TICKETS.query(read, Asking()))
            self.assertEqual({t.pk for t in found}, meant)
            for ticket in Ticket.objects.select_related("requester"):
                self.assertEqual(TICKETS.holds(read, ticket, Asking()), ticket.pk in meant)

    def found(self, query: str, reader: Any = None, **more: Any) -> list[int]:
        found = find(query, reader or self.jisu, **more)
        return [document.object_id for document in found.documents]

    def test_an_organization_is_found_by_name_initials_and_domain(self):
        for query in ("한결상사", "ㅎㄱㅅㅅ", "hangyeol.example"):
            self.assertEqual(self.found(query, kinds=["organization"]), [self.hangyeol.pk], query)
            self.assertEqual(self.found(query, self.eve, kinds=["organization"]), [], query)

    def test_a_word_before_a_colon_narrows_tickets_and_people(self):
        for query in ("회사:한결", "organization:hangyeol.example", "조직:한결상사"):
            self.assertEqual(self.found(query, kinds=["ticket"]), [self.ticket.pk], query)
            self.assertEqual(self.found(query, kinds=["customer"]), [self.kim.pk], query)
        self.assertEqual(self.found("회사:없음 견적", kinds=["ticket"]), [self.other.pk])
        told = find("회사:까치출판", self.jisu).query
        assert told
        self.assertIn("까치출판", told.problems[0])

    def test_whoever_is_called_just_so_is_meant_alone(self):
        more = add_organization(self.onnuri, "한결상사 부산", by=self.jisu, domains=["b.example"])
        seen = Organization.objects.visible_to(self.jisu)
        self.assertEqual(seen.meant_by("한결상사"), [self.hangyeol.pk])
        self.assertEqual(seen.meant_by("B.example"), [more.pk])
        self.assertEqual(set(seen.meant_by("한결")), {self.hangyeol.pk, more.pk})
        self.assertEqual(seen.meant_by("없는 곳"), [])
        index_outdated()
        with self.assertNumQueries(4):  # by the index: no name is read
            self.assertEqual(set(seen.meant_by("한결")), {self.hangyeol.pk, more.pk})
        self.assertEqual(seen.meant_by("b.exa"), [more.pk])
        self.assertEqual(set(seen.meant_by("결상")), {self.hangyeol.pk, more.pk})

    def test_the_list_is_narrowed_by_number_and_by_name(self):
        self.client.force_login(self.jisu)
        for value in (str(self.hangyeol.pk), "한결"):
            page = self.client.get("/", {"view": "all", "organization": value})
            self.assertContains(page, self.ticket.subject)
            self.assertNotContains(page, "남의 것")
        chip = self.client.get("/", {"view": "all", "organization": self.hangyeol.pk})
        self.assertContains(chip, "<b>한결상사</b>")
        for value in (str(self.theirs.pk), "없는 곳", "\x00", "%", "9" * 18):
            answer = self.client.get("/", {"view": "all", "organization": value})
            self.assertNotContains(answer, "까치출판", status_code=answer.status_code)

    def test_the_list_so_narrowed_becomes_a_view_with_its_column(self):
        self.client.force_login(self.jisu)
        page = self.client.get("/views/new/", {"view": "all", "organization": "한결"})
        self.assertContains(page, "한결상사")
        data = {
            "name": "한결", "whose": "own", "sort": "newest", "columns": ["organization"],
            "groups": "1", "join_0": "all", "row": "0", "group_0": "0", "op_0": "in",
            "field_0": "organization", "was_0": "organization", "value_0": str(self.hangyeol.pk),
        }  # fmt: skip
        shown = self.client.post("/views/new/", data, follow=True)
        self.assertContains(shown, "한결상사")
        self.assertContains(shown, self.ticket.subject)
        self.assertNotContains(shown, "남의 것")

    def test_the_editor_finds_names_of_what_one_may_see(self):
        self.client.force_login(self.jisu)
        data = {
            "groups": "1", "join_0": "all", "row": "0", "group_0": "0", "op_0": "in",
            "field_0": "organization", "was_0": "organization", "find_0": "결",
        }  # fmt: skip
        page = self.client.post("/views/conditions/", data)
        self.assertContains(page, "한결상사")
        self.assertNotContains(page, "까치출판")


class PageTests(OrganizationTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.here = f"/organizations/{self.hangyeol.pk}/"

    def test_the_list_finds_by_name_initials_and_domain(self):
        index_outdated()
        for words in ("한결", "ㅎㄱㅅㅅ", "hangyeol.ex"):
            self.assertContains(self.client.get("/organizations/", {"q": words}), self.here)
        for odd in ("\x00", "x" * 300, "%", "' OR 1=1"):
            answer = self.client.get("/organizations/", {"q": odd})
            self.assertIn(answer.status_code, {200, 422})
        self.assertNotContains(self.client.get("/organizations/?state=inactive"), self.here)

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        def asked(people: int) -> int:
            for _n in range(people):
                count = Customer.objects.count()
                add_organization(self.onnuri, "상사", by=self.jisu, domains=[f"a{count}.example"])
                person = recognise(ContactKind.EMAIL, f"a{count}@x.example", brand=self.onnuri)
                place(person, self.hangyeol, by=self.jisu)
                given = {"by": self.jisu, "brand": self.onnuri, "requester": person}
                open_ticket(subject="a", text="b", **given)
            with CaptureQueriesContext(connection) as captured:
                self.client.get("/organizations/")
                self.client.get(self.here)
            return len(captured)

        asked(1)
        self.assertEqual(asked(1), asked(4))  # as long as nothing happens, the rail counts nothing

    def test_the_page_shows_people_and_the_tickets_one_may_see(self):
        place(self.kim, self.hangyeol, by=self.jisu)
        page = self.client.get(self.here)
        for words in ("한결상사", "hangyeol.example", "김하늘", self.ticket.subject):
            self.assertContains(page, words)
        record = AccessRecord.objects.get(what="organization")
        self.assertEqual((record.subject_id, record.customers), (self.hangyeol.pk, [self.kim.pk]))
        self.ticket.hand_to(self.secret_team, by=self.sora)
        self.assertNotContains(self.client.get(self.here), self.ticket.subject)

    def test_one_is_made_and_changed_and_what_is_wrong_is_told(self):
        new = {"brand": self.onnuri.pk, "name": "새봄디자인", "domains": "saebom.example"}
        self.client.post("/organizations/new/", new)
        made = Organization.objects.get(name="새봄디자인")
        self.assertEqual(made.domain_names, ["saebom.example"])
        for wrong in ({"domains": "gmail.com"}, {"domains": "hangyeol.example"}, {"name": ""},
                      {"brand": self.haneul.pk}, {"note": "가" * 10_001}):  # fmt: skip
            answer = self.client.post("/organizations/new/", {**new, "domains": "", **wrong})
            self.assertEqual(answer.status_code, 422, wrong)
        about = f"/organizations/{made.pk}/about/"
        self.client.post(about, {"name": "새봄", "domains": "", "note": "기념품"})
        made.refresh_from_db()
        self.assertEqual((made.name, made.note, made.is_active), ("새봄", "기념품", False))

    def test_somebody_is_put_in_moved_and_taken_out(self):
        self.assertContains(self.client.get(self.here + "candidates/?who=하늘"), "김하늘")
        self.client.post(self.here + "people/", {"customer": self.kim.pk})
        self.assertEqual(self.belongs(self.kim), self.hangyeol)
        second = add_organization(self.onnuri, "둘째", by=self.jisu)
        where = f"/customers/{self.kim.pk}/organization/"
        self.assertContains(self.client.get(where + "choices/?called=둘째"), "둘째")
        self.assertContains(self.client.post(where, {"organization": second.pk}), "둘째")
        self.assertEqual(self.belongs(self.kim), second)
        self.assertEqual(self.client.post(where, {"organization": self.theirs.pk}).status_code, 404)
        self.assertEqual(self.client.post(where, {"organization": "x"}).status_code, 404)
        self.client.delete(where)
        self.assertIsNone(self.belongs(self.kim))

    def test_the_customer_and_the_ticket_lead_to_it(self):
        place(self.kim, self.hangyeol, by=self.jisu)
        for path in (f"/customers/{self.kim.pk}/", f"/tickets/{self.ticket.pk}/"):
            self.assertContains(self.client.get(path), self.here)
        people = self.client.get("/customers/", {"organization": self.hangyeol.pk})
        self.assertContains(people, "김하늘")
        missing = self.client.get("/customers/", {"organization": self.theirs.pk})
        self.assertEqual(missing.status_code, 404)

    def test_removing_asks_first_and_is_for_leads(self):
        place(self.kim, self.hangyeol, by=self.jisu)
        removal = self.here + "removal/"
        self.assertEqual(self.client.post(removal).status_code, 404)
        self.client.force_login(self.minho)
        self.assertContains(self.client.get(removal), "1")
        self.client.post(removal)
        self.assertFalse(Organization.objects.filter(pk=self.hangyeol.pk).exists())
        self.assertIsNone(self.belongs(self.kim))


class ApiTests(OrganizationTestCase):
    def ask(self, method: str, path: str, data: Any = None, member: Any = None) -> Any:
        from maru.staff.members.api_token import SCOPES
        from maru.staff.members.models import ApiToken

        token = ApiToken.issue(member or self.jisu, SCOPES)
        return getattr(self.client, method)(
            f"/api/v1{path}", data, content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip

    def test_organizations_are_made_listed_changed_and_removed(self):
        made = self.ask("post", "/organizations", {
            "brand": self.onnuri.pk, "name": "새봄", "domains": ["@Saebom.example"],
        })  # fmt: skip
        self.assertEqual((made.status_code, made.json()["domains"]), (201, ["saebom.example"]))
        path = f"/organizations/{made.json()['id']}"
        names = [o["name"] for o in self.ask("get", "/organizations").json()["items"]]
        self.assertEqual(names, ["새봄", "한결상사"])
        found = self.ask("get", "/organizations?domain=saebom.example").json()["items"]
        self.assertEqual([o["name"] for o in found], ["새봄"])
        changed = self.ask("patch", path, {"is_active": False, "domains": []})
        self.assertEqual((changed.json()["is_active"], changed.json()["domains"]), (False, []))
        self.assertEqual(self.ask("delete", path).status_code, 403)
        self.assertEqual(self.ask("delete", path, member=self.minho).status_code, 204)
        self.assertEqual(self.ask("get", path).status_code, 404)

    def test_what_is_wrong_is_told_by_its_field(self):
        new = {"brand": self.onnuri.pk, "name": "새봄"}
        for wrong, field in (({"domains": ["naver.com"]}, "domains"), ({"brand": 10**9}, "brand"),
                             ({"domains": ["hangyeol.example"]}, "domains")):  # fmt: skip
            answer = self.ask("post", "/organizations", {**new, **wrong})
            self.assertEqual(answer.status_code, 422)
            self.assertIn(field, answer.json()["error"]["fields"])

    def test_a_customer_is_placed_and_taken_out(self):
        path = f"/customers/{self.kim.pk}"
        placed = self.ask("patch", path, {"organization": self.hangyeol.pk})
        self.assertEqual(placed.json()["organization"], self.hangyeol.pk)
        people = self.ask("get", f"/customers?organization={self.hangyeol.pk}").json()["items"]
        self.assertEqual([one["id"] for one in people], [self.kim.pk])
        tickets = self.ask("get", f"/tickets?organization={self.hangyeol.pk}").json()["items"]
        self.assertEqual([one["number"] for one in tickets], [self.ticket.pk])
        answer = self.ask("patch", path, {"organization": self.theirs.pk})
        self.assertEqual(answer.status_code, 422)
        self.assertIsNone(self.ask("patch", path, {"organization": None}).json()["organization"])

    def test_another_brand_s_does_not_exist(self):
        for method in ("get", "patch", "delete"):
            answer = self.ask(method, f"/organizations/{self.theirs.pk}", {})
            self.assertEqual(answer.status_code, 404, method)

    def test_the_search_tells_of_them(self):
        index_outdated()
        items = self.ask("get", "/search?q=한결상사&kind=organization").json()["items"]
        self.assertEqual([(i["kind"], i["id"]) for i in items],
                         [("organization", self.hangyeol.pk)])  # fmt: skip
