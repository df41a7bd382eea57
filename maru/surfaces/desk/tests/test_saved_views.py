from __future__ import annotations

import re
from typing import Any
from unittest.mock import patch

from maru.kit.search.indexing import index_outdated
from maru.kit.ui import rail
from maru.staff.members.roles import Role
from maru.support.savedviews import counting
from maru.support.savedviews.models import SavedView
from maru.support.savedviews.place import put_on_rail, views_of
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.reading.seen import see
from maru.support.tickets.tests.cast import SupportTestCase
from maru.surfaces.desk.inbox_form import InboxForm
from maru.surfaces.desk.list_as_conditions import as_conditions
from maru.surfaces.desk.tests.test_inbox import subjects

OPEN = {"all": [{"field": "status", "op": "in", "value": ["new", "open"]}]}


def rows(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return what the editor sends for these conditions."""
    data: dict[str, Any] = {"groups": "1", "join_0": "all", "row": [], **more}
    for number, row in enumerate(given):
        data["row"].append(str(number))
        data.update({f"{name}_{number}": value for name, value in row.items()})
    return data


STATUS = {"field": "status", "op": "in", "value": ["new", "open"]}
NAMED = {"name": "열린 것", "whose": "own", "sort": "newest", "columns": ["status", "team"]}


class ViewPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        # A slow machine's count would stand for seconds.
        self.enterContext(patch.object(counting, "SLOW", 60.0))

    def made(self, **fields: Any) -> SavedView:
        fields = {"name": "보기", "conditions": OPEN, **fields}
        return SavedView.make(by=self.sora, **fields)

    def test_a_view_is_made_and_stands_in_the_tabs(self) -> None:
        response = self.client.post("/views/new/", rows(STATUS, **NAMED))
        view = SavedView.objects.get()
        self.assertRedirects(response, f"/?view={view.pk}")
        self.assertEqual((view.member, view.conditions), (self.jisu, OPEN))
        page = self.client.get(f"/?view={view.pk}")
        self.assertContains(page, "열린 것")
        self.assertEqual(subjects(page), [self.ticket.subject])
        heads = page.content.decode().partition("<thead")[2].partition("</thead>")[0]
        self.assertIn("sort=team", heads)
        self.assertNotIn("sort=kind", heads)

    def test_saving_begins_with_what_the_list_shows(self) -> None:
        page = self.client.get(
            "/views/new/?view=mine&priority=4&sort=waiting&tag=급함"
        ).content.decode()
        self.assertRegex(page, r'value="waiting" selected')
        self.assertRegex(page, r'name="value_2"[^>]* value="me" checked')
        self.assertRegex(page, r'name="value_3"[^>]* value="4" checked')
        self.assertIn('value="급함"', page)
        self.assertFalse(SavedView.objects.exists())

    def test_the_list_and_the_view_saved_from_it_hold_the_same(self) -> None:
        for n in range(6):
            ticket = open_ticket(
                by=self.jisu, brand=self.onnuri, requester=self.kim, subject=f"환불 {n}", text="."
            )
            ticket.set_priority(1 + n % 4, by=self.jisu)
            if n % 2:
                ticket.assign(self.jisu, by=self.jisu)
            if n % 3 == 0:
                ticket.tag_only(["급함"], by=self.jisu)
                ticket.solve(by=self.jisu)
            elif n == 4:
                ticket.snooze(None, by=self.jisu)
        index_outdated()
        queries = [
            "view=mine", "view=unassigned", "view=open", "view=solved", "view=all", "view=spam",
            "view=snoozed",
            "view=all&assignee=none", "view=all&assignee=me", "view=all&tag=급함&priority=1",
            "view=all&status=unsolved", f"view=all&team={self.team.pk}", "view=all&source=phone",
            f"view=all&brand={self.onnuri.pk}", "view=all&kind=question", "view=all&q=환불",
            "view=all&unread=yes", "view=all&unread=no", "view=all&q=환불했는데요 -status:solved",
            "view=all&q=assignee:me 환불", "view=all&q=담당:없음", 'view=all&q="환불 2"',
            "view=all&q=tag:급함 priority:high", "view=all&q=상태:미해결 환불 -tag:급함",
            "view=all&q=after:2020-01 is:unread", "view=all&q=channel:phone from:김하늘",
        ]  # fmt: skip
        for query in queries:
            address = self.client.get(f"/?{query}").wsgi_request.GET
            form = InboxForm(address, member=self.jisu)
            self.assertTrue(form.is_valid(), query)
            shown = form.shown.of(self.jisu).filter(form.conditions())
            view = SavedView(conditions=as_conditions(form)[0])
            self.assertEqual(set(view.of(self.jisu)), set(shown), query)

    def test_a_question_that_no_view_can_ask_is_told(self) -> None:
        page = self.client.get("/views/new/?view=all&q=환불 to:support")
        self.assertContains(page, "“to:support”")
        self.assertContains(page, 'value="환불"')

    def test_mistakes_are_told_and_nothing_is_lost(self) -> None:
        incomplete = rows(STATUS, {"field": "subject", "op": "contains", "value": ""}, **NAMED)
        response = self.client.post("/views/new/", incomplete)
        self.assertEqual(response.status_code, 422)
        self.assertContains(response, "열린 것", status_code=422)
        self.assertContains(response, 'id="error_1"', status_code=422)
        self.assertFalse(SavedView.objects.exists())

    def test_too_many_words_are_refused_in_words(self) -> None:
        many = {"field": "text", "op": "contains_any", "value": ", ".join(["환불"] * 26)}
        response = self.client.post("/views/new/", rows(many, **NAMED))
        self.assertContains(response, "한 번에 찾는 말이 너무 많아요", status_code=422)
        counted = self.client.post("/views/matches/", rows(many))
        self.assertContains(counted, "아직 찾을 수 없는 조건이에요")

    def test_buttons_of_the_editor_work_without_scripts(self) -> None:
        response = self.client.post("/views/new/", rows(STATUS, **NAMED, do="add 0"))
        self.assertContains(response, 'name="field_1"')
        self.assertNotContains(response, "notice--bad")
        self.assertFalse(SavedView.objects.exists())

    def test_matches_are_counted_among_what_one_may_see(self) -> None:
        open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="비밀", text=".",
            team=self.secret_team,
        )  # fmt: skip
        counted = {}
        for member in (self.jisu, self.sora, self.eve):
            self.client.force_login(member)
            page = self.client.post("/views/matches/", rows()).content.decode()
            counted[member] = re.search(r"<strong>(\d+)건", page)[1]  # type: ignore[index]
        self.assertEqual(counted, {self.jisu: "1", self.sora: "2", self.eve: "0"})

    def test_the_editor_answers_whatever_it_is_sent(self) -> None:
        for data in ({}, {"row": ["x"] * 300}, {"groups": "x", "do": "remove z"}, {"row": "\x00"}):
            for page in ("/views/conditions/", "/views/matches/"):
                self.assertEqual(self.client.post(page, data).status_code, 200, (page, data))

    def test_whose_it_may_be(self) -> None:
        def offered(member: Any) -> set[str]:
            self.client.force_login(member)
            page = self.client.get("/views/new/").content.decode()
            part = page.partition('name="whose"')[2].partition("</select>")[0]
            return set(re.findall(r'value="([^"]+)"', part))

        teams = f"team:{self.team.pk}"
        manager = self.member("mana", "매니저", Role.MANAGER)
        self.assertEqual(offered(self.jisu), {"own"})
        self.assertEqual(offered(self.minho), {"own", teams})
        self.assertEqual(offered(manager), {"own", teams, "company"})
        self.client.force_login(self.jisu)
        forged = self.client.post("/views/new/", rows(STATUS, **{**NAMED, "whose": "company"}))
        self.assertEqual(forged.status_code, 422)

    def test_only_who_may_changes_it(self) -> None:
        view = self.made()
        for address in (f"/views/{view.pk}/", f"/views/{view.pk}/removal/"):
            self.assertEqual(self.client.post(address, rows(STATUS, **NAMED)).status_code, 404)
        self.client.force_login(self.sora)
        changed = {**NAMED, "name": "새 이름"}
        self.client.post(f"/views/{view.pk}/", rows(STATUS, **changed))
        view.refresh_from_db()
        self.assertEqual(view.name, "새 이름")
        self.client.post(f"/views/{view.pk}/removal/")
        self.assertFalse(SavedView.objects.visible_to(self.sora).exists())
        self.assertTrue(Ticket.objects.exists())

    def test_a_removed_view_is_brought_back_where_each_had_it(self) -> None:
        view = self.made()
        put_on_rail(view, self.jisu, on=True)
        address = f"/views/{view.pk}/removal/"
        self.assertEqual(self.client.post(f"{address}?undo=1").status_code, 404)
        self.client.force_login(self.sora)
        page = self.client.post(address, follow=True)
        self.assertContains(page, f'hx-post="{address}?undo=1"')
        self.assertEqual(self.client.post(address).status_code, 404)
        self.assertEqual(views_of(self.jisu), [])
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.post(f"{address}?undo=1").status_code, 404)
        self.client.force_login(self.sora)
        self.assertEqual(self.client.post(f"{address}?undo=1").status_code, 204)
        self.assertEqual([v.is_on_rail for v in views_of(self.jisu)], [True])
        self.assertEqual(self.client.post(f"{address}?undo=1").status_code, 404)

    def test_what_does_not_fit_into_rows_stays(self) -> None:
        deep = {"not": {"all": [{"field": "status", "op": "is", "value": "closed"}]}}
        view = self.made(member=self.jisu, conditions=deep)
        self.assertContains(self.client.get(f"/views/{view.pk}/"), "API")
        self.client.post(f"/views/{view.pk}/", rows(**NAMED))
        view.refresh_from_db()
        self.assertEqual((view.name, view.conditions), ("열린 것", deep))

    def test_order_and_rail_are_ones_own(self) -> None:
        self.made(name="가")
        second = self.made(name="나")
        self.client.post(f"/views/{second.pk}/place/")
        self.client.post(f"/views/{second.pk}/rail/")
        self.assertEqual([view.name for view in views_of(self.jisu)], ["나", "가"])
        page = self.client.get("/views/").content.decode()
        link = rf'<a href="/\?view={second.pk}" class="rail-extra">'
        self.assertRegex(page, link)
        self.client.post(f"/views/{second.pk}/rail/", {"off": "1"})
        self.assertNotRegex(self.client.get("/views/").content.decode(), link)
        self.client.force_login(self.minho)
        self.assertEqual([view.name for view in views_of(self.minho)], ["가", "나"])

    def test_a_view_is_put_where_one_drops_it(self) -> None:
        views = {name: self.made(name=name) for name in "가나다라"}
        put_on_rail(views["라"], self.jisu, on=True)

        def order(name: str, to: str) -> str:
            self.client.post(f"/views/{views[name].pk}/place/", {"to": to})
            return "".join(view.name for view in views_of(self.jisu))

        self.assertEqual(order("라", "0"), "라가나다")
        self.assertEqual(order("가", "2"), "라나가다")
        self.assertEqual(order("라", "9" * 30), "나가다라")
        self.assertEqual(order("나", "x"), "나가다라")
        self.assertTrue(views_of(self.jisu)[-1].is_on_rail)

    def test_a_pinned_view_that_is_no_longer_ones_leaves_the_rail(self) -> None:
        view = self.made(team=self.team)
        self.client.post(f"/views/{view.pk}/rail/")
        self.jisu.teams.clear()
        request = self.client.get("/views/").wsgi_request
        self.assertNotIn(f"view-{view.pk}", [item.key for item in rail.items_for(request)])
        self.assertEqual(self.client.get(f"/?view={view.pk}").status_code, 422)

    def test_the_order_of_a_view_is_the_lists(self) -> None:
        view = self.made(sort="priority", conditions={"all": []})
        low = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="급함", text="."
        )
        self.ticket.set_priority(4, by=self.jisu)
        low.set_priority(1, by=self.jisu)
        self.assertEqual(
            subjects(self.client.get(f"/?view={view.pk}")), [self.ticket.subject, "급함"]
        )
        beside = self.client.get(f"/tickets/{low.pk}/?view={view.pk}")
        self.assertContains(beside, "보기")

    def test_the_counts_of_the_tabs_follow_and_are_each_readers_own(self) -> None:
        view = self.made(conditions={"all": [{"field": "assignee", "op": "in", "value": ["me"]}]})

        def count() -> str:
            page = self.client.get(f"/?view={view.pk}").content.decode()
            tab = page.partition(f'href="?view={view.pk}"')[2]
            return re.search(r"tabs-count\">([^<]*)<", tab)[1]  # type: ignore[index]

        self.assertEqual(count(), "0")
        self.ticket.assign(self.jisu, by=self.jisu)
        self.assertEqual(count(), "1")
        self.client.force_login(self.minho)
        self.assertEqual(count(), "0")
        self.ticket.assign(self.minho, by=self.minho)
        self.assertEqual(count(), "1")
        self.client.force_login(self.jisu)
        self.assertEqual(count(), "0")

    def test_the_rail_counts_what_is_unread_in_a_view_for_whoever_looks(self) -> None:
        view = self.made(conditions={"all": []})
        put_on_rail(view, self.minho, on=True)
        self.client.force_login(self.minho)

        def on_rail() -> str | None:
            page = self.client.get("/?view=all").content.decode()
            link = page.partition(f'href="/?view={view.pk}" class="rail-extra"')[2]
            shown = re.compile(r'class="rail-count"[^>]*>(?:<span.*?</span>)?(\d+)')
            return shown.search(link.partition("</a>")[0])  # type: ignore

        self.assertEqual(on_rail()[1], "1")  # type: ignore[index]
        see(self.ticket.pk, self.minho)
        self.assertIsNone(on_rail())
        self.ticket.note("메모", by=self.jisu)
        self.assertEqual(on_rail()[1], "1")  # type: ignore[index]

    def test_a_view_of_what_is_unread_is_counted_for_each(self) -> None:
        view = self.made(conditions={"field": "unread", "op": "is", "value": True})
        for member, held in ((self.minho, [self.ticket.subject]), (self.jisu, [])):
            self.client.force_login(member)
            page = self.client.get(f"/?view={view.pk}")
            self.assertEqual(subjects(page), held)
            tab = page.content.decode().partition(f'href="?view={view.pk}"')[2]
            self.assertEqual(re.search(r"tabs-count\">([^<]*)<", tab)[1], str(len(held)))  # type: ignore[index]
