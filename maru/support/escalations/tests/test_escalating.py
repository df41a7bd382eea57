"""A ticket goes up level by level and comes back; somebody always answers for it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team
from maru.support.escalations.handing.giving_back import give_back, take, take_back
from maru.support.escalations.handing.refused import Unescalatable
from maru.support.escalations.models import Escalation, EscalationPath
from maru.support.escalations.paths.targets import next_level, paths_for
from maru.support.escalations.tests.cast import EscalatingTestCase
from maru.support.notifications.models import Notification
from maru.support.notifications.reason import Reason
from maru.support.tickets.telling import told


class EscalatingTests(EscalatingTestCase):
    def next(self) -> str:
        rows = list(Escalation.objects.open().filter(ticket=self.ticket).order_by("id"))
        level = next_level(paths_for(self.now(), self.jisu), self.now(), rows)
        return level.name if level else ""

    def refused(self, *given, **how) -> Unescalatable:
        with self.assertRaises(Unescalatable) as why:
            self.up(*given, **how)
        return why.exception

    def whose(self) -> tuple[str, str]:
        ticket = self.now()
        return ticket.team.name, str(ticket.assignee)

    def told_of(self, verb: str) -> set:
        rows = Notification.objects.filter(event__verb=verb, reason="escalated")
        return {row.member for row in rows.select_related("member")}

    def test_it_goes_to_the_level_and_whoever_had_it_answers_until_it_is_taken(self):
        row = self.up(self.second)
        self.assertEqual(self.whose(), ("기술팀", "최지수"))
        self.assertEqual((row.owner, row.from_name, row.is_waiting), (self.jisu, "1차 상담", True))
        take(row, by=self.dan)
        row.refresh_from_db()
        self.assertEqual((row.owner, row.taken_by, row.is_waiting), (self.dan, self.dan, False))
        self.assertEqual(self.whose(), ("기술팀", "서단"))

    def test_through_three_levels_and_back(self):
        self.assertEqual(self.next(), "2차 기술")
        second = self.up(self.second)
        take(second, by=self.dan)
        self.assertEqual(self.next(), "3차 개발")
        third = self.up(self.third, by=self.dan)
        self.assertEqual(third.from_name, "2차 기술")
        take(third, by=self.hana)
        give_back(third, "펌웨어 2.1에서 고쳐졌습니다.", by=self.hana)
        self.assertEqual(self.whose(), ("기술팀", "서단"))
        give_back(second, "2.1로 올려 주세요.", by=self.dan)
        self.assertEqual(self.whose(), ("교환·환불팀", "최지수"))
        self.assertFalse(Escalation.objects.open().exists())
        self.assertEqual(self.next(), "2차 기술")

    def test_taken_back_from_the_third_level_all_above_is_over(self):
        second = self.up(self.second)
        third = self.up(self.third, by=self.dan)
        take_back(second, "고객이 철회했습니다.", by=self.jisu)
        third.refresh_from_db()
        self.assertEqual((second.outcome, third.outcome), ("taken_back", "taken_back"))
        self.assertEqual((second.note, third.note), ("고객이 철회했습니다.", ""))
        self.assertEqual(self.whose(), ("교환·환불팀", "최지수"))

    def test_whoever_of_the_level_is_given_the_ticket_takes_it(self):
        row = self.up(self.second)
        self.now().assign(self.dan, by=self.minho)
        row.refresh_from_db()
        self.assertEqual((row.taken_by, row.owner), (self.dan, self.dan))

    def test_somebody_else_answers_for_it_but_has_not_taken_it(self):
        row = self.up(self.second)
        self.now().assign(self.minho, by=self.minho)
        row.refresh_from_db()
        self.assertEqual((row.taken_by, row.owner), (None, self.minho))

    def test_while_nobody_has_the_ticket_the_last_who_had_it_answers(self):
        row = self.up(self.second)
        self.now().assign(None, by=self.jisu)
        row.refresh_from_db()
        self.assertEqual(row.owner, self.jisu)

    def test_a_ticket_of_nobody_is_theirs_who_hands_it_up(self):
        self.now().assign(None, by=self.jisu)
        self.up(self.second, by=self.minho)
        self.assertEqual(self.whose(), ("기술팀", "박민호"))

    def test_to_a_private_team_somebody_of_it_answers_at_once(self):
        self.tech.is_private = True
        self.tech.save()
        row = self.up(self.second)
        self.assertEqual(self.whose(), ("기술팀", "조보라"))
        self.assertEqual((row.owner, row.taken_by), (self.bora, self.bora))
        give_back(row, "끝났습니다.", by=self.bora)
        self.assertEqual(self.whose(), ("교환·환불팀", "최지수"))

    def test_where_nobody_could_take_it_it_is_refused(self):
        self.tech.is_private = True
        self.tech.save()
        for each in (self.bora, self.dan):
            each.brands.set([self.haneul])
        self.assertEqual(self.refused(self.second).code, "unstaffed")
        self.assertEqual(self.whose(), ("교환·환불팀", "최지수"))

    def test_who_is_in_charge_and_the_lead_are_told_else_the_whole_team(self):
        self.up(self.second)
        self.assertEqual(self.told_of("ticket.escalated"), {self.bora, self.dan})
        self.third.person = self.hana
        self.third.save()
        self.up(self.third, by=self.bora)
        self.assertIn(self.hana, self.told_of("ticket.escalated"))

    def test_where_who_is_in_charge_has_left_the_whole_team_is_told(self):
        self.second.person = self.bora
        self.second.save()
        self.bora.is_active = False
        self.bora.save()
        self.up(self.second)
        self.assertEqual(self.told_of("ticket.escalated"), {self.dan})

    def test_what_was_handed_further_up_is_not_taken_below(self):
        second = self.up(self.second)
        self.up(self.third)
        with self.assertRaises(Unescalatable) as why:
            take(second, by=self.dan)
        self.assertEqual(why.exception.code, "further_up")

    def test_who_gets_it_back_is_told(self):
        row = self.up(self.second)
        take(row, by=self.dan)
        give_back(row, "끝났습니다.", by=self.dan)
        self.assertEqual(self.told_of("ticket.escalation_returned"), {self.jisu})

    def test_the_history_says_why_and_until_when(self):
        row = self.up(self.second)
        take_back(row, "고객이 철회했습니다.", by=self.jisu)
        events = Event.of(self.ticket).filter(verb__startswith="ticket.escalat").order_by("id")
        up, back = told(list(events))
        self.assertIn("1차 상담 → 2차 기술", up.text)
        self.assertIn("로그를 볼 사람이", up.text)
        self.assertIn("고객이 철회했습니다.", back.text)

    def test_reason_deadline_and_note_must_be_said(self):
        from maru.support.escalations.handing.escalating import Wanted, escalate

        level = self.path.numbered()[1]
        for wanted, code in [
            (Wanted(level, "  ", 60), "reason"), (Wanted(level, "가" * 1001, 60), "reason"),
            (Wanted(level, "이유", 0), "deadline"), (Wanted(level, "이유", 10**9), "deadline"),
        ]:  # fmt: skip
            with self.assertRaises(Unescalatable) as why:
                escalate(self.now(), wanted, by=self.jisu)
            self.assertEqual(why.exception.code, code)
            self.assertTrue(why.exception.words)
        row = self.up(self.second)
        for note in (" ", "가" * 1001):
            with self.assertRaises(Unescalatable):
                give_back(row, note, by=self.bora)
        self.assertTrue(Escalation.objects.open().exists())

    def test_what_is_solved_or_spam_or_there_already_is_not_handed_up(self):
        self.up(self.second)
        self.assertEqual(self.refused(self.second).code, "there")
        self.now().mark_as_spam(by=self.jisu)
        self.assertEqual(self.refused(self.third).code, "spam")
        self.now().clear_of_spam(by=self.jisu)
        self.now().solve(by=self.jisu)
        self.assertEqual(self.refused(self.third).code, "done")

    def test_a_page_that_has_not_seen_the_newest_is_refused(self):
        row = self.up(self.second, seen=0)
        self.assertEqual(self.refused(self.third, seen=0).status, 409)
        self.up(self.third, seen=row.pk)

    def test_what_is_over_stays_over(self):
        row = self.up(self.second)
        give_back(row, "끝났습니다.", by=self.bora)
        for verb in (give_back, take_back):
            with self.assertRaises(Unescalatable) as why:
                verb(row, "다시", by=self.jisu)
            self.assertEqual(why.exception.status, 409)

    def test_who_may_change_nothing_hands_nothing_up(self):
        reader = self.member("anna", "분석가", Role.ANALYST)
        with self.assertRaises(PermissionDenied):
            self.up(self.second, by=reader)
        row = self.up(self.second)
        with self.assertRaises(PermissionDenied):
            take(row, by=reader)
        with self.assertRaises(PermissionDenied):
            give_back(row, "끝", by=reader)

    def test_a_path_is_for_its_brands_and_its_teams(self):
        self.assertEqual(paths_for(self.now(), self.jisu), [self.path])
        self.path.brands.set([self.haneul])
        self.assertEqual(paths_for(self.now(), self.jisu), [])
        self.path.brands.set([self.onnuri])
        self.path.teams.set([self.tech])
        self.assertEqual(paths_for(self.now(), self.jisu), [])
        self.assertEqual(paths_for(self.now(), self.dan), [self.path])
        EscalationPath.objects.update(is_on=False)
        self.assertEqual(paths_for(self.now(), self.dan), [])

    def test_a_level_whose_team_is_gone_is_passed_over_and_refused(self):
        self.tech.delete()
        self.second.refresh_from_db()
        self.assertEqual(self.next(), "3차 개발")
        self.assertEqual(self.refused(self.second).code, "unstaffed")

    def test_a_team_or_level_that_goes_while_it_has_the_ticket_loses_nothing(self):
        row = self.up(self.second)
        self.second.remove(by=self.sora)
        self.tech.delete()
        row.refresh_from_db()
        self.assertEqual((row.name, row.level, row.to_team), ("2차 기술", None, None))
        give_back(row, "끝났습니다.", by=self.jisu)
        self.assertEqual(self.whose(), ("교환·환불팀", "최지수"))

    def test_another_brands_member_finds_nothing(self):
        self.up(self.second)
        self.assertFalse(Escalation.objects.visible_to(self.eve).exists())
        self.assertTrue(Escalation.objects.visible_to(self.bora).exists())


class PrivateTeamTests(EscalatingTestCase):
    def told(self, verb: str) -> set[Member]:
        rows = Notification.objects.filter(event__verb=verb, reason=Reason.ESCALATED)
        return {row.member for row in rows.select_related("member")}

    def test_who_gets_it_back_from_a_private_team_hears_of_it(self):
        Team.objects.filter(pk=self.tech.pk).update(is_private=True)
        row = self.up(self.second)
        give_back(row, "2.1로 올려 주세요.", by=self.bora)
        self.assertEqual(self.now().assignee, self.jisu)
        self.assertIn(self.jisu, self.told("ticket.escalation_returned"))

    def test_to_whom_a_private_team_hands_it_up_hears_of_it(self):
        Team.objects.filter(pk=self.team.pk).update(is_private=True)
        self.up(self.second)
        self.assertIn(self.bora, self.told("ticket.escalated"))
