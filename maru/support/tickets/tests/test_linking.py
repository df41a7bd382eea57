"""Parents, children and related tickets: which may be, who sees them, and what is told."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import Event
from maru.staff.members.models import ApiToken
from maru.support.tickets.linking.linking import DEEPEST, Unlinkable
from maru.support.tickets.linking.showing import linked
from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.models import Link, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.test_merging_at_once import AtOnceTestCase

HTMX = {"HX-Request": "true"}


class LinkingTestCase(SupportTestCase):
    def setUp(self):
        self.second, self.third = self.open("둘째"), self.open("셋째 <b>")

    def open(self, subject="문의", **fields) -> Ticket:
        return open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject=subject, text="?", **fields
        )

    def seen(self, ticket, member=None) -> list[tuple[str, int]]:
        return [(e.kind, e.ticket.pk) for e in linked(ticket, member or self.jisu)]

    def refused(self, code, status, one, kind, other):
        with self.assertRaises(Unlinkable) as refused:
            one.link(kind, other, by=self.jisu)
        self.assertEqual((refused.exception.code, refused.exception.status), (code, status))
        self.assertTrue(refused.exception.words.strip())


class LinkTests(LinkingTestCase):
    def test_each_end_names_the_other_as_what_it_is(self):
        self.ticket.link("child", self.second, by=self.jisu)
        self.third.link("related", self.ticket, by=self.jisu)
        self.assertEqual(
            self.seen(self.ticket), [("child", self.second.pk), ("related", self.third.pk)]
        )
        self.assertEqual(self.seen(self.second), [("parent", self.ticket.pk)])
        self.assertEqual(self.seen(self.third), [("related", self.ticket.pk)])

    def test_both_histories_say_it_and_that_it_ended(self):
        link = self.second.link("parent", self.ticket, by=self.jisu)
        self.assertIs(self.ticket.unlink(link, by=self.minho), True)
        self.assertIs(self.ticket.unlink(link, by=self.minho), False)
        for ticket, kind, other in [
            (self.second, "parent", self.ticket), (self.ticket, "child", self.second),
        ]:  # fmt: skip
            made, ended = Event.of(ticket).filter(verb__contains="linked")
            self.assertEqual(made.after, {"as": kind, "number": other.pk})
            self.assertEqual((ended.before, ended.actor_id), (made.after, self.minho.pk))
        self.assertEqual(self.seen(self.ticket), [])

    def test_twice_is_once(self):
        one = self.ticket.link("related", self.second, by=self.jisu)
        two = self.second.link("related", self.ticket, by=self.minho)
        self.assertEqual((one, Link.objects.count()), (two, 1))
        self.assertEqual(Event.objects.filter(verb="ticket.linked").count(), 2)

    def test_a_pair_has_one_link(self):
        self.ticket.link("related", self.second, by=self.jisu)
        self.refused("linked", 409, self.second, "parent", self.ticket)

    def test_a_child_has_one_parent(self):
        self.second.link("parent", self.ticket, by=self.jisu)
        self.refused("has_parent", 409, self.second, "parent", self.third)
        self.refused("has_parent", 409, self.third, "child", self.second)

    def test_nothing_goes_round_in_a_circle(self):
        self.refused("same_ticket", 422, self.ticket, "related", self.ticket)
        self.second.link("parent", self.ticket, by=self.jisu)
        self.third.link("parent", self.second, by=self.jisu)
        self.refused("circle", 422, self.ticket, "parent", self.third)

    def test_the_depth_is_bounded_wherever_two_lines_are_joined(self):
        line = [self.open(str(n)) for n in range(DEEPEST)]
        line[1].link("parent", line[0], by=self.jisu)
        line[2].link("parent", line[1], by=self.jisu)
        line[4].link("parent", line[3], by=self.jisu)
        line[3].link("parent", line[2], by=self.jisu)
        self.refused("too_deep", 422, self.ticket, "child", line[0])
        self.refused("too_deep", 422, self.ticket, "parent", line[4])
        self.ticket.link("parent", line[3], by=self.jisu)

    def test_what_one_may_not_see_is_not_shown(self):
        self.ticket.link("related", self.second, by=self.jisu)
        self.second.hand_to(self.secret_team, by=self.sora)
        self.assertEqual(self.seen(self.ticket), [])
        self.assertEqual(self.seen(self.ticket, self.sora), [("related", self.second.pk)])

    def test_a_merged_ticket_brings_its_links_and_takes_no_new_ones(self):
        self.second.link("child", self.third, by=self.jisu)
        self.second.merge_into(self.ticket, by=self.jisu)
        self.assertEqual(
            self.seen(Ticket.objects.get(pk=self.ticket.pk)), [("child", self.third.pk)]
        )
        with self.assertRaises(Merged):
            self.third.link("related", self.second, by=self.jisu)
        Ticket.objects.get(pk=self.second.pk).unmerge(by=self.jisu)
        self.assertEqual(self.seen(Ticket.objects.get(pk=self.ticket.pk)), [])
        self.assertEqual(self.seen(self.third), [("parent", self.second.pk)])

    def test_who_only_reads_links_nothing(self):
        with self.assertRaises(PermissionDenied):
            self.ticket.link("related", self.second, by=self.member("ana", "분석", "analyst"))


class AtOnceTests(AtOnceTestCase):
    def test_each_below_the_other_at_once_is_one_link(self):
        for _ in range(5):
            one, two = self.open("하나"), self.open("둘")
            self.all_at_once(self._putting(one, two), self._putting(two, one))
            self.assertEqual(Link.objects.filter(ticket__in=[one, two]).count(), 1)

    def test_a_circle_of_three_at_once_is_left_open(self):
        for _ in range(5):
            three = one, two, last = [self.open(name) for name in "가나다"]
            self.all_at_once(*map(self._putting, three, (two, last, one)))
            self.assertEqual(Link.objects.filter(ticket__in=three).count(), 2)

    def _putting(self, child, parent):
        def put():
            try:
                return child.link("parent", parent, by=self.jisu)
            except Unlinkable as refused:
                return refused

        return put


class PageTests(LinkingTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.jisu)
        self.links = f"/tickets/{self.ticket.pk}/links/"

    def test_linked_shown_and_taken_away_again(self):
        answer = self.client.post(
            self.links, {"kind": "child", "to": f"#{self.third.pk}"}, headers=HTMX
        )
        self.assertContains(answer, "셋째 &lt;b&gt;")
        page = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(page, f"/tickets/{self.third.pk}/")
        link = Link.objects.get()
        gone = self.client.delete(f"{self.links}{link.pk}/", headers=HTMX)
        self.assertContains(gone, f"{self.links}?kind=child&amp;to={self.third.pk}")
        self.assertFalse(Link.objects.exists())
        self.client.post(f"{self.links}?kind=child&to={self.third.pk}", headers=HTMX)
        self.assertEqual(Link.objects.get().other, self.ticket)

    def test_of_words_and_a_chosen_ticket_the_choice_counts(self):
        found = self.client.get(f"{self.links}others/", {"to": "셋째"}, headers=HTMX)
        self.assertContains(found, f'name="to" value="{self.third.pk}"')
        both = {"kind": "related", "to": ["셋째", str(self.third.pk)]}
        self.client.post(self.links, both, headers=HTMX)
        self.assertEqual(self.seen(self.ticket), [("related", self.third.pk)])

    def test_what_cannot_be_says_why(self):
        for to, status in [("", 422), ("nichts", 422), ("99999999999999999999", 422),
                           (str(self.ticket.pk), 422)]:  # fmt: skip
            answer = self.client.post(self.links, {"kind": "child", "to": to}, headers=HTMX)
            self.assertContains(answer, "notice--bad", status_code=status)
        answer = self.client.post(self.links, {"kind": "x", "to": self.third.pk}, headers=HTMX)
        self.assertEqual(answer.status_code, 422)

    def test_a_plain_form_links_and_takes_away_as_well(self):
        self.client.post(self.links, {"kind": "related", "to": self.third.pk})
        link = Link.objects.get()
        self.client.post(f"{self.links}{link.pk}/", {"undo": "1"})
        self.assertFalse(Link.objects.exists())

    def test_hidden_tickets_are_neither_found_nor_linked_nor_unlinked(self):
        there = recognise(ContactKind.EMAIL, "a@example.net", brand=self.haneul)
        foreign = open_ticket(
            by=self.eve, brand=self.haneul, requester=there, subject="까치밥", text="?"
        )
        secret = self.open("머루다래")
        secret.hand_to(self.secret_team, by=self.sora)
        for hidden in (foreign, secret):
            for words in (str(hidden.pk), hidden.subject):
                page = self.client.get(f"{self.links}others/", {"to": words}, headers=HTMX)
                self.assertNotContains(page, f'value="{hidden.pk}"')
            answer = self.client.post(self.links, {"kind": "child", "to": hidden.pk}, headers=HTMX)
            self.assertEqual(answer.status_code, 422)
            self.assertNotContains(answer, hidden.subject, status_code=422)
            link = self.ticket.link("related", hidden, by=self.sora)
            page = self.client.get(f"/tickets/{self.ticket.pk}/")
            self.assertNotContains(page, hidden.subject)
            gone = self.client.delete(f"{self.links}{link.pk}/", headers=HTMX)
            self.assertEqual(gone.status_code, 404)
        self.assertEqual(Link.objects.count(), 2)


class ApiTests(LinkingTestCase):
    def api(self, method, path, data=None, *, member=None):
        key = ApiToken.issue(member or self.jisu, ["tickets:read", "tickets:write"])
        return getattr(self.client, method)(
            f"/api/v1/tickets/{path}", data, content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )  # fmt: skip

    def test_linked_listed_and_taken_away(self):
        links = f"{self.ticket.pk}/links"
        made = self.api("post", links, {"kind": "child", "to": self.third.pk})
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(
            {name: made.json()[name] for name in ("kind", "number", "subject", "status")},
            {"kind": "child", "number": self.third.pk, "subject": "셋째 <b>", "status": "new"},
        )
        items = self.api("get", f"{self.third.pk}/links").json()["items"]
        self.assertEqual([(i["kind"], i["number"]) for i in items], [("parent", self.ticket.pk)])
        refused = self.api(
            "post", f"{self.third.pk}/links", {"kind": "child", "to": self.ticket.pk}
        )
        self.assertEqual((refused.status_code, refused.json()["error"]["code"]), (409, "linked"))
        gone = self.api("delete", f"{links}/{made.json()['id']}")
        self.assertEqual((gone.status_code, Link.objects.count()), (204, 0))

    def test_a_hidden_end_hides_the_link(self):
        self.ticket.link("related", self.second, by=self.jisu)
        self.second.hand_to(self.secret_team, by=self.sora)
        self.assertEqual(self.api("get", f"{self.ticket.pk}/links").json()["items"], [])
        link = Link.objects.get()
        gone = self.api("delete", f"{self.ticket.pk}/links/{link.pk}")
        self.assertEqual(gone.status_code, 404)
        to = self.api("post", f"{self.ticket.pk}/links", {"kind": "child", "to": self.second.pk})
        self.assertEqual(to.status_code, 422)
        self.assertNotIn("둘째", to.content.decode())
