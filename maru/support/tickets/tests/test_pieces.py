"""Mail that its sender's program cut into several becomes one message more, once."""

from __future__ import annotations

import contextlib
import re
import threading
from itertools import permutations
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import override_settings

from maru.kit.blobs import store
from maru.kit.clamd.tests.scanners import EICAR
from maru.kit.mailparse.limits import MAX_RAW
from maru.kit.mailparse.tests.mails import corpora
from maru.records.channels import joining
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.intake import open_waiting
from maru.records.channels.joining import join_ready
from maru.records.channels.models import Envelope, MailPiece, PiecedMail
from maru.records.channels.quarantine import discard
from maru.records.viruses.scanning import scan_waiting
from maru.staff.journal.models import Event
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.moving import detach
from maru.support.tickets.pieces import join_again
from maru.support.tickets.tests.cast import LiveSupportTestCase, SupportTestCase
from maru.support.tickets.tests.mails import mail
from maru.support.tickets.tests.pieces import cut, piece
from maru.support.tickets.tests.viruses import ScannerMixin, mail_with

WORDS = "냄비 뚜껑이 깨져서 왔습니다.\n" * 30
WHOLE = mail(WORDS, Subject="whole", Message_ID="<whole@example.com>")


class Pieced:
    """What comes in, and what it became."""

    def come(self, *raws: bytes) -> list[Message]:
        return [self.mail_in(raw) for raw in raws]

    def settle(self) -> None:
        while join_ready() or open_waiting():
            pass

    def whole(self) -> Message | None:
        return Message.objects.filter(envelope__pieced_mails__isnull=False).distinct().get()

    def assert_apart(self) -> None:
        self.settle()
        self.assertFalse(Envelope.objects.filter(transport__has_key="joined_from").exists())


class JoiningTests(Pieced, SupportTestCase):
    def test_pieces_become_one_message_in_their_ticket_in_every_order(self):
        for n, order in enumerate(permutations(range(3))):
            pieces = cut(WHOLE, 3, id=f"{n}@example.com", X_Order=str(n))
            messages = self.come(*(pieces[at] for at in order))
            self.settle()
            whole = PiecedMail.objects.get(pieces__envelope__message=messages[0]).joined.message
            self.assertEqual({m.ticket_id for m in [*messages, whole]}, {messages[0].ticket_id})
            self.assertEqual(whole.text.strip(), WORDS.strip())
            self.assertEqual(whole.message_id, "whole@example.com")
            self.assertEqual(whole.customer, self.kim)
            self.assertEqual([m.marks for m in messages], [["partial"]] * 3)
            self.assertEqual(whole.marks, [])
            self.assertEqual(whole.threaded_by, "pieces")

    def test_all_in_one_batch_and_pieces_that_come_twice_make_one(self):
        pieces = cut(WHOLE, 3)
        again = cut(WHOLE, 3, X_Again="1")
        accept([Letter(raw, (self.mailbox.pk,)) for raw in [*pieces, *again, *pieces]])
        self.settle()
        self.come(*cut(WHOLE, 3, X_Late="1"))
        self.settle()
        self.assertEqual(MailPiece.objects.count(), 9)
        self.assertEqual(Message.objects.filter(message_id="whole@example.com").count(), 1)
        self.assertEqual(Ticket.objects.exclude(pk=self.ticket.pk).count(), 1)

    def test_only_the_last_piece_need_say_how_many_there_are(self):
        lines = WHOLE.splitlines(keepends=True)
        half = len(lines) // 2
        self.come(piece(b"".join(lines[:half]), 1))
        self.assert_apart()
        self.come(piece(b"".join(lines[half:]), 2, 2))
        self.settle()
        self.assertEqual(self.whole().text.strip(), WORDS.strip())

    def test_a_missing_piece_leaves_the_others_as_they_are(self):
        first, _, last = cut(WHOLE, 3)
        self.come(first, last)
        self.assert_apart()

    def test_two_senders_of_one_id_are_two_mails_and_two_tickets(self):
        first, second = cut(WHOLE, 2)
        theirs = cut(WHOLE, 2, sender="eve@example.org")
        ours, eves = self.come(first, theirs[1])
        self.assertNotEqual(ours.ticket_id, eves.ticket_id)
        self.assert_apart()
        self.come(second)
        self.settle()
        self.assertEqual(self.whole().ticket_id, ours.ticket_id)

    def test_two_channels_of_one_id_are_two_mails(self):
        first, second = cut(WHOLE, 2)
        self.mail_in(first)
        self.mail_in(second, to=self.other_mailbox)
        self.assert_apart()

    def test_whoever_is_not_proven_adds_nothing_to_a_proven_senders_mail(self):
        first, second = cut(WHOLE, 2)
        with override_settings(AUTHSERV_IDS=["mx.onnuri.example"]):
            says = b"Authentication-Results: mx.onnuri.example; dmarc=pass header.from=example.com"
            self.mail_in(says + b"\r\n" + first)
            self.mail_in(second)
            self.assert_apart()
            self.mail_in(says + b"\r\n" + second)
            self.settle()
        self.assertEqual(self.whole().text.strip(), WORDS.strip())

    def test_hostile_numbers_are_a_mark_and_nothing_else(self):
        for number, total in [
            (0, 2), (-1, 2), (3, 2), (1, 101), (1, 0), ("x", 2), (10**9, None), ("1e1", 3),
            ("١", 2), ("", 1),
        ]:  # fmt: skip
            message = self.mail_in(piece(WHOLE, number, total))
            self.assertEqual(message.marks, ["partial"], (number, total))
        self.mail_in(piece(WHOLE, 1, 1, id="x" * 300))
        self.assertFalse(PiecedMail.objects.exists())

    def test_pieces_that_disagree_on_their_number_are_not_mixed(self):
        first, second = cut(WHOLE, 2)
        self.come(first, piece(WHOLE, 2, 3), piece(WHOLE, 3, 3))
        self.assert_apart()
        self.come(second)
        self.settle()
        self.assertEqual(self.whole().text.strip(), WORDS.strip())

    def test_the_head_is_the_first_pieces_but_for_what_describes_the_content(self):
        inner = b"X-Inner: no\r\nFrom: eve@example.org\r\n" + WHOLE
        self.come(*cut(inner, 2, X_Outer="yes"))
        self.settle()
        message = self.whole()
        self.assertEqual(message.from_address, "haneul.kim@example.com")
        head = store().read(message.envelope.sha256).partition(b"\r\n\r\n")[0].lower()
        self.assertIn(b"x-outer: yes", head)
        self.assertNotIn(b"x-inner", head)
        self.assertNotIn(b"eve@", head)
        self.assertNotIn(b"message/partial", head)
        self.assertEqual(head.count(b"message-id:"), 1)
        self.assertIn(b"subject: whole", head)

    def test_no_program_answers_what_was_put_together(self):
        with patch("maru.support.tickets.receiving.tell_received") as told:
            self.come(*cut(WHOLE, 2))
            self.settle()
        may = [one.may_answer for call in told.call_args_list for one in call.args[0]]
        self.assertEqual(may, [True, True, False])

    def test_pieces_within_pieces_are_opened_once(self):
        self.come(*cut(piece(WHOLE, 1, 1, id="inner@example.com"), 2))
        self.settle()
        self.assertEqual(PiecedMail.objects.count(), 1)
        self.assertEqual(self.whole().marks, ["partial"])

    @pytest.mark.corpora
    def test_a_mail_of_the_corpus_is_what_it_was(self):
        # The corpus has pieces 2 and 3 and the whole; the first is what they leave of it.
        folder = corpora() / "mimekit-partial"
        later = [(folder / f"message-partial.{n}.eml").read_bytes() for n in (1, 2)]
        whole = (folder / "message-partial.eml").read_bytes()
        rest = b"".join(raw.partition(b"\n\n")[2] for raw in later)
        self.assertTrue(whole.endswith(rest))
        head = later[0].partition(b"\n\n")[0].replace(b"number=2", b"number=1")
        head, first = head.replace(b"Message-Id: <U", b"Message-Id: <1"), whole[: -len(rest)]
        messages = self.come(later[1], head + b"\n\n" + first, later[0])
        self.settle()
        joined = self.whole()
        self.assertEqual(joined.ticket_id, messages[0].ticket_id)
        direct = self.mail_in(whole)
        self.assertEqual(joined.text, direct.text)
        files = [[f.sha256 for f in m.attachments.all()] for m in (joined, direct)]
        self.assertEqual(files[0], files[1])
        self.assertEqual(joined.attachments.get().name, "earrings.jpg")


class LimitTests(Pieced, SupportTestCase):
    def test_a_bomb_in_pieces_is_set_aside_and_its_pieces_stay(self):
        messages = self.come(*cut(BOMB, 2))
        self.settle()
        joined = PiecedMail.objects.get().joined
        self.assertEqual(joined.state, EnvelopeState.QUARANTINED)
        self.assertEqual(joined.reason, "too_many_parts")
        self.assertTrue(all(messages))

    def test_more_than_a_mail_may_have_is_refused_before_a_byte_is_written(self):
        self.come(*cut(WHOLE, 2))
        Envelope.objects.filter(piece__isnull=False).update(size=MAX_RAW // 2 + 1)
        before = set(store().names())
        self.settle()
        mail = PiecedMail.objects.get()
        self.assertEqual((mail.state, mail.reason, mail.joined), ("failed", "too_large", None))
        self.assertEqual(set(store().names()), before)

    def test_what_fails_again_and_again_ends(self):
        self.come(*cut(WHOLE, 2))
        with (
            patch.object(joining, "joined", side_effect=RuntimeError),
            patch.object(joining, "PAUSE", joining.LEASE * 0),
            self.assertLogs("maru.records.channels.joining", "ERROR"),
        ):
            for _ in range(20):
                join_ready()
        mail = PiecedMail.objects.get()
        self.assertEqual((mail.state, mail.attempts), ("failed", joining.TRIES))

    def test_what_ends_every_worker_ends_too_and_takes_no_other_along(self):
        for id in ("first", "second"):
            self.come(*cut(WHOLE.replace(b"Subject: ", f"Subject: {id} ".encode()), 2, id=id))
        poison, join = PiecedMail.objects.earliest("pk").pk, joining._join

        def joining_or_dying(mail: PiecedMail) -> None:
            if mail.pk == poison:
                raise SystemExit  # nothing is given back, as after a kill
            join(mail)

        with patch.object(joining, "_join", joining_or_dying):
            for _ in range(joining.DEATHS + 5):
                with contextlib.suppress(SystemExit):
                    join_ready()
                PiecedMail.objects.update(lease_until=None)  # as the rescue does
        states = PiecedMail.objects.order_by("pk").values_list("state", flat=True)
        self.assertEqual(list(states), ["failed", "joined"])


BOMB = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 500


class Shown(Pieced, SupportTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.minho)

    def page(self, message: Message) -> str:
        return self.client.get(f"/tickets/{message.ticket_id}/").content.decode()

    def news(self, message: Message, shown: int) -> str:
        path = f"/tickets/{message.ticket_id}/messages/?shown={shown}"
        return self.client.get(path, headers={"HX-Request": "true"}).content.decode()

    def give_up(self) -> None:
        with (
            patch.object(joining, "joined", side_effect=RuntimeError),
            patch.object(joining, "PAUSE", joining.LEASE * 0),
            self.assertLogs("maru.records.channels.joining", "ERROR"),
        ):
            for _ in range(joining.TRIES + 1):
                join_ready()


class ShownTests(Shown):
    def test_what_waits_says_how_much_is_here_and_its_first_words(self):
        first, _ = self.come(*cut(WHOLE, 3)[:2])
        page = self.page(first)
        self.assertIn("3조각으로 온 메일 중 2조각이 왔습니다.", page)
        self.assertIn('<q class="pieces-excerpt">냄비 뚜껑이 깨져서 왔습니다. 냄비', page)
        self.assertEqual(page.count('class="message pieces"'), 1)
        self.assertEqual(re.findall("3조각 중 (.)번째", page), ["1", "2"])

    def test_without_a_total_it_does_not_say_one(self):
        message = self.mail_in(piece(WHOLE, 1))
        self.assertIn("여러 조각으로 온 메일 중 1조각이 왔습니다.", self.page(message))

    def test_pieces_stand_together_in_their_order_where_the_last_one_came(self):
        pieces = cut(WHOLE, 3)
        third, first = self.come(pieces[2], pieces[0])
        first.ticket.note("메모", by=self.jisu)
        (second,) = self.come(pieces[1])
        page = self.page(first)
        at = [page.index(f'id="message-{m.pk}"') for m in (first, second, third)]
        self.assertEqual(at, sorted(at))
        self.assertLess(page.index("message--note"), at[0])

    def test_the_whole_says_of_how_many_and_its_pieces_are_one_line(self):
        first, *_ = self.come(*cut(WHOLE, 3))
        self.settle()
        page = self.page(first)
        self.assertEqual(page.count("3조각으로 온 메일 · 아래에 합쳐 놓았습니다</span>"), 1)
        self.assertEqual(page.count(f'href="#message-{self.whole().pk}"'), 3)
        self.assertEqual(page.count("조각 3개를 합쳤습니다."), 1)
        self.assertNotIn("/joining/", page)

    def test_a_whole_that_was_moved_away_is_no_link(self):
        first, *_ = self.come(*cut(WHOLE, 2))
        self.settle()
        whole = self.whole()
        detach(whole, by=self.jisu)
        page = self.page(first)
        self.assertIn("합친 메일은 다른 문의에 있습니다", page)
        self.assertNotIn(f'href="#message-{whole.pk}"', page)

    def test_an_open_page_has_the_pieces_once_and_hears_of_the_whole(self):
        first, second, third = cut(WHOLE, 3)
        (seen,) = self.come(first)
        (new,) = self.come(second)
        pieced = f"pieces-{PiecedMail.objects.get().pk}"
        news = self.news(seen, seen.pk)
        self.assertIn(f'hx-swap-oob="delete:#{pieced}"', news)
        self.assertIn("3조각으로 온 메일 중 2조각이 왔습니다.", news)
        self.assertIn(f'id="message-{seen.pk}"', news)
        (last,) = self.come(third)
        self.settle()
        news = self.news(seen, last.pk)
        self.assertNotIn("delete:#pieces", news)
        self.assertRegex(news, rf'id="{pieced}"[^>]* hx-swap-oob="true"')
        self.assertIn("아래에 합쳐 놓았습니다", news)
        self.assertIn(f'id="message-{new.pk}"', news)

    def test_while_it_is_put_together_the_page_asks_until_it_is(self):
        first, *_ = self.come(*cut(WHOLE, 2))
        path = f"/tickets/{first.ticket_id}/messages/{first.pk}/pieces/"
        self.assertRegex(self.page(first), r'pieces/\?shown=ready" hx-trigger="every')
        self.assertEqual(self.client.get(path + "?shown=ready").status_code, 204)
        self.settle()
        answer = self.client.get(path + "?shown=ready").content.decode()
        self.assertIn("아래에 합쳐 놓았습니다", answer)
        self.assertNotIn("every", answer)


class AgainTests(Shown):
    """What could not be put together, and the way on."""

    def joining(self, message: Message) -> str:
        return f"/tickets/{message.ticket_id}/messages/{message.pk}/joining/"

    def test_what_failed_five_times_is_tried_again_and_becomes_one(self):
        first, *_ = self.come(*cut(WHOLE, 2))
        self.give_up()
        self.assertIn("다섯 번 해 보았지만 합치지 못했습니다.", self.page(first))
        answer = self.client.post(self.joining(first), headers={"HX-Request": "true"})
        self.assertContains(answer, "2조각으로 온 메일을 합치는 중입니다")
        self.settle()
        self.assertEqual(self.whole().text.strip(), WORDS.strip())
        page = self.page(first)
        self.assertIn("아래에 합쳐 놓았습니다", page)
        self.assertIn("다시 합치게 했습니다", page)
        self.assertIs(join_again(first, by=self.minho), False)

    def test_a_whole_in_quarantine_is_opened_again(self):
        first, _ = self.come(*cut(BOMB, 2))
        self.settle()
        page = self.page(first)
        self.assertIn("합친 메일은 격리함에", page)
        whole = PiecedMail.objects.get().joined
        self.assertIn(f'href="/console/quarantine/{whole.pk}/"', page)
        self.client.post(self.joining(first))
        whole.refresh_from_db()
        self.assertEqual(whole.state, EnvelopeState.RECEIVED)

    def test_what_somebody_discarded_is_not_tried_again_here(self):
        first, _ = self.come(*cut(BOMB, 2))
        self.settle()
        discard(PiecedMail.objects.get().joined, "광고", by=self.minho)
        self.assertIn("폐기되었습니다", self.page(first))
        self.assertIs(join_again(first, by=self.minho), False)

    def test_what_is_too_large_says_how_large_and_gives_its_pieces(self):
        first, second = self.come(*cut(WHOLE, 2))
        Envelope.objects.filter(piece__isnull=False).update(size=MAX_RAW // 2 + 1_000_000)
        self.settle()
        page = self.page(first)
        self.assertIn("합치면 51.9 MB로, 마루가 여는 50 MB보다 큽니다.", page)
        self.assertNotIn("/joining/", page)  # until an update opens larger ones
        bodies = [store().read(m.attachments.get().sha256) for m in (first, second)]
        self.assertEqual(b"".join(bodies), WHOLE)

    def test_an_agent_sees_why_and_may_not_try(self):
        first, *_ = self.come(*cut(WHOLE, 2))
        self.give_up()
        self.client.force_login(self.jisu)
        page = self.page(first)
        self.assertIn("다섯 번 해 보았지만", page)
        self.assertNotIn("/joining/", page)
        self.assertEqual(self.client.post(self.joining(first)).status_code, 404)
        self.client.force_login(self.eve)
        self.assertEqual(self.client.post(self.joining(first)).status_code, 404)

    def test_two_who_try_at_once_are_one(self):
        first, *_ = self.come(*cut(WHOLE, 2))
        self.give_up()
        self.assertIs(join_again(first, by=self.minho), True)
        self.assertIs(join_again(first, by=self.minho), False)
        self.assertEqual(Event.objects.filter(verb="ticket.joined_again").count(), 1)

    def test_what_is_no_piece_is_not_there(self):
        message = self.mail_in(mail("안녕"))
        self.assertEqual(self.client.post(self.joining(message)).status_code, 302)
        path = f"/tickets/{message.ticket_id}/messages/{message.pk}/pieces/"
        self.assertEqual(self.client.get(path).status_code, 404)


class VirusTests(ScannerMixin, Pieced, SupportTestCase):
    def test_a_virus_in_pieces_is_held_back_where_it_is_whole(self):
        self.come(*cut(mail_with(("bad.zip", EICAR)), 2))
        self.settle()
        scan_waiting()
        file = self.whole().attachments.get()
        self.assertIs(file.is_infected, True)


class AtOnceTests(Pieced, LiveSupportTestCase):
    def test_many_workers_make_one_ticket_and_one_message(self):
        accept([Letter(raw, (self.mailbox.pk,)) for raw in cut(WHOLE, 4)])
        with patch("maru.records.channels.intake.TOGETHER", 1):
            self.at_once(open_waiting, 4)
            self.settle_all()
        self.at_once(join_ready, 4)
        self.at_once(open_waiting, 4)
        self.settle()
        self.assertEqual(Ticket.objects.exclude(pk=self.ticket.pk).count(), 1)
        self.assertEqual(self.whole().text.strip(), WORDS.strip())

    def test_who_is_killed_before_the_commit_is_followed_by_who_does_it(self):
        self.come(*cut(WHOLE, 2))

        def killed(*_args: object, **_named: object) -> None:
            raise KeyboardInterrupt

        for step in ("joined", "_end", "bell"):
            with patch.object(joining, step, side_effect=killed) as dead:
                dead.ring = killed
                with self.assertRaises(KeyboardInterrupt):
                    join_ready()
            self.assertFalse(PiecedMail.objects.exclude(joined=None).exists())
            PiecedMail.objects.update(lease_until=None)  # as channels.rescue does
        self.settle()
        self.assertEqual(Message.objects.filter(message_id="whole@example.com").count(), 1)

    def settle_all(self) -> None:
        while open_waiting():
            pass

    def at_once(self, look, workers: int) -> None:
        barrier = threading.Barrier(workers)

        def work() -> None:
            barrier.wait()
            try:
                look()
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
