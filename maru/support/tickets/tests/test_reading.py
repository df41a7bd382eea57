"""What is unread is each member's own: it follows what is said, and is counted no further back
than a month."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from maru.staff.members.member import Member
from maru.staff.members.roles import Role
from maru.support.tickets.models import Beginning, Message, Seen, Ticket
from maru.support.tickets.reading.seen import put_back, see
from maru.support.tickets.reading.unread import NEWS_FOR, where_unread
from maru.support.tickets.tests.cast import SupportTestCase

MAIL = b"From: haneul.kim@example.com\r\nSubject: %s\r\n\r\nhello\r\n"


class ReadingTests(SupportTestCase):
    def setUp(self) -> None:
        received = self.mail_in(MAIL % b"x")
        assert received is not None
        self.mail, self.new = received, received.ticket

    def unread(self, member: Member) -> set[int]:
        rows = Ticket.objects.visible_to(member)
        found = set(
            rows.filter(where_unread(member.pk, timezone.now())).values_list("pk", flat=True)
        )
        shown = {ticket.pk for ticket in rows.with_unread(member) if ticket.is_unread}
        self.assertEqual(found, shown)
        return found

    def test_what_a_customer_wrote_is_unread_for_each_until_they_see_it(self):
        self.assertIn(self.new.pk, self.unread(self.jisu))
        self.assertTrue(see(self.new.pk, self.jisu, self.mail.pk))
        self.assertNotIn(self.new.pk, self.unread(self.jisu))
        self.assertIn(self.new.pk, self.unread(self.minho))
        self.assertFalse(see(self.new.pk, self.jisu, self.mail.pk))

    def test_what_one_wrote_oneself_is_not_news(self):
        self.assertNotIn(self.ticket.pk, self.unread(self.jisu))
        self.ticket.note("확인했어요", by=self.jisu)
        self.assertNotIn(self.ticket.pk, self.unread(self.jisu))
        self.assertIn(self.ticket.pk, self.unread(self.minho))

    def test_a_colleague_s_note_is_news(self):
        see(self.ticket.pk, self.minho)
        self.assertNotIn(self.ticket.pk, self.unread(self.minho))
        self.ticket.note("확인했어요", by=self.jisu)
        self.assertIn(self.ticket.pk, self.unread(self.minho))

    def test_an_older_page_makes_nothing_unread_again_and_none_sees_ahead(self):
        see(self.new.pk, self.jisu)
        self.assertFalse(see(self.new.pk, self.jisu, 1))
        self.assertNotIn(self.new.pk, self.unread(self.jisu))
        see(self.new.pk, self.jisu, 2**62)
        later = Message.objects.create(ticket=self.new, direction="in", text="?")
        self.assertIn(self.new.pk, self.unread(self.jisu))
        self.assertEqual(Seen.objects.get(member=self.jisu, ticket=self.new).upto, self.mail.pk)
        see(self.new.pk, self.jisu, later.pk)
        self.assertNotIn(self.new.pk, self.unread(self.jisu))

    def test_what_is_put_back_is_unread_however_old_until_it_is_opened(self):
        see(self.new.pk, self.jisu)
        Ticket.objects.update(updated_at=timezone.now() - 2 * NEWS_FOR)
        self.assertTrue(put_back(self.new.pk, self.jisu))
        self.assertFalse(put_back(self.new.pk, self.jisu))
        self.assertEqual(self.unread(self.jisu), {self.new.pk})
        self.assertTrue(see(self.new.pk, self.jisu))
        self.assertEqual(self.unread(self.jisu), set())

    def test_one_never_opened_can_be_put_back(self):
        self.assertTrue(put_back(self.ticket.pk, self.jisu))
        self.assertIn(self.ticket.pk, self.unread(self.jisu))

    def test_after_a_month_nothing_is_news(self):
        Ticket.objects.update(updated_at=timezone.now() - NEWS_FOR - timedelta(minutes=1))
        self.assertEqual(self.unread(self.jisu), set())

    def test_a_new_member_begins_with_nothing_unread(self):
        fresh = self.member("fresh", "새사람", Role.LEAD)
        self.assertEqual(Beginning.objects.get(member=fresh).message, self.mail.pk)
        self.assertEqual(self.unread(fresh), set())
        self.mail_in(MAIL % b"y")
        self.assertEqual(len(self.unread(fresh)), 1)

    def test_who_was_written_past_the_models_begins_as_they_sign_in(self):
        Beginning.objects.filter(member=self.minho).delete()
        self.assertEqual(self.unread(self.minho), set())
        self.client.force_login(self.minho)
        self.assertEqual(Beginning.objects.get(member=self.minho).message, self.mail.pk)
        Beginning.objects.filter(member=self.minho).update(message=1)
        self.client.force_login(self.minho)
        self.assertEqual(Beginning.objects.get(member=self.minho).message, 1)

    def test_a_copy_by_another_mailbox_is_not_news(self):
        see(self.new.pk, self.jisu)
        Message.objects.create(ticket=self.new, direction="in", text="hello", copy_of=self.mail)
        self.assertNotIn(self.new.pk, self.unread(self.jisu))


class ReadingPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.minho)
        self.address = f"/tickets/{self.ticket.pk}"

    def is_bold(self) -> bool:
        return "data-unread" in self.client.get("/?view=all").content.decode()

    def test_a_row_is_bold_until_its_page_told_what_it_shows(self):
        self.assertTrue(self.is_bold())
        page = self.client.get(f"{self.address}/").content.decode()
        self.assertIn(f'data-tell-seen="{self.address}/seen/"', page)
        self.assertTrue(self.is_bold())  # an address that is only fetched has told nobody
        last = self.ticket.messages.latest("id").pk
        self.assertEqual(self.client.post(f"{self.address}/seen/", {"upto": last}).status_code, 204)
        self.assertFalse(self.is_bold())

    def test_nonsense_marks_nothing(self):
        for upto in ("", "-1", "x", "9" * 40, "\x00"):
            self.client.post(f"{self.address}/seen/", {"upto": upto})
        self.assertEqual(self.client.post(f"{self.address}/seen/").status_code, 204)
        self.ticket.note("새 메모", by=self.jisu)
        self.assertTrue(self.is_bold())

    def test_marking_leads_back_to_the_list_one_came_from(self):
        see(self.ticket.pk, self.minho)
        answer = self.client.post(f"{self.address}/unread/?view=all&sort=waiting")
        self.assertRedirects(answer, "/?view=all&sort=waiting", fetch_redirect_response=False)
        self.assertTrue(self.is_bold())
        answer = self.client.delete(f"{self.address}/unread/", headers={"HX-Request": "true"})
        self.assertEqual(answer.status_code, 204)
        self.assertFalse(self.is_bold())

    def test_the_list_and_the_search_are_narrowed_by_it(self):
        for query, shown in (("unread=yes", True), ("unread=no", False)):
            page = self.client.get(f"/?view=all&{query}").content.decode()
            self.assertEqual(self.ticket.subject in page, shown, query)
        self.assertEqual(self.client.get("/?view=all&unread=x").status_code, 422)

    def test_a_ticket_one_may_not_see_is_not_there(self):
        self.client.force_login(self.eve)
        for path in ("seen", "unread"):
            self.assertEqual(self.client.post(f"{self.address}/{path}/").status_code, 404)
        self.assertFalse(Seen.objects.filter(member=self.eve).exists())
