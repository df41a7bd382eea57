"""The judge finds what is planted: a check that cannot fail would be worth nothing."""

import copy
import unittest

from bench.mails import Writer
from rig.answering import Answer
from rig.oracle import judge

BOX = "support@rig.example"


class OracleTests(unittest.TestCase):
    def setUp(self):
        self.mails = list(Writer(3, BOX).mails(30))
        numbers = {m.message_id: n for n, m in enumerate(self.mails, 1)}
        self.facts = {
            "envelopes": [
                {"id": n, "mailbox": BOX, "sha256": m.sha256, "bytes": m.sha256, "state": "opened"}
                for n, m in enumerate(self.mails, 1)
            ],
            "received": [
                {
                    "envelope": n,
                    "mailbox": BOX,
                    "message_id": m.message_id.strip("<>"),
                    "ticket": numbers[m.answers or m.message_id],
                }
                for n, m in enumerate(self.mails, 1)
            ],
            "answers": [{"text": "Hello. answer-1", "message_id": "t1@rig", "state": "sent"}],
            "blobs_missing": 0,
            "waiting": {"envelopes": 0, "deliveries": 0},
            "integrity": "ok",
        }
        self.accepted = [Answer("answer-1", 1, 1)]
        self.copies = {"t1@rig": 1}

    def rows(self):
        rows = judge(self.mails, self.facts, self.accepted, self.copies)
        return {row.measure: row for row in rows}

    def assert_only_fails(self, *names):
        failed = {name for name, row in self.rows().items() if row.holds is False}
        self.assertEqual(failed, set(names))

    def test_nothing_is_wrong_with_a_faultless_run(self):
        self.assert_only_fails()
        self.assertEqual(self.rows()["raw_equal"].value, 1.0)

    def test_a_mail_without_an_envelope_is_lost(self):
        del self.facts["envelopes"][4], self.facts["received"][4]
        self.assert_only_fails("lost", "raw_equal")
        self.assertEqual(self.rows()["lost"].value, 1)

    def test_an_opened_envelope_without_a_message_is_lost(self):
        del self.facts["received"][4]
        self.assert_only_fails("lost")

    def test_a_mail_that_still_waits_is_not_there_yet(self):
        del self.facts["received"][4]
        self.facts["envelopes"][4]["state"] = "received"
        self.facts["waiting"]["envelopes"] = 1
        self.assert_only_fails("lost", "undrained")

    def test_a_quarantined_mail_is_neither_lost_nor_doubled(self):
        del self.facts["received"][4]
        self.facts["envelopes"][4]["state"] = "quarantined"
        self.assert_only_fails()
        self.assertEqual(self.rows()["quarantined"].value, 1)

    def test_good_mails_in_quarantine_are_too_many(self):
        for number in (3, 4):
            self.facts["envelopes"][number]["state"] = "quarantined"
        aside = {e["id"] for e in self.facts["envelopes"][3:5]}
        self.facts["received"] = [m for m in self.facts["received"] if m["envelope"] not in aside]
        self.assert_only_fails("quarantined")
        poison = {e["sha256"] for e in self.facts["envelopes"][3:5]}
        rows = judge(self.mails, self.facts, self.accepted, self.copies, poison)
        self.assertEqual([row.measure for row in rows if row.holds is False], [])

    def test_two_messages_of_one_envelope_are_a_double(self):
        self.facts["received"].append(copy.copy(self.facts["received"][4]))
        self.assert_only_fails("doubled")

    def test_a_double_under_changed_bytes_is_found_by_its_message_id(self):
        self.facts["envelopes"].append(
            {"id": 99, "mailbox": BOX, "sha256": "0" * 64, "bytes": "0" * 64, "state": "opened"}
        )
        self.facts["received"].append({**self.facts["received"][4], "envelope": 99})
        self.assert_only_fails("doubled")

    def test_changed_bytes_are_seen_although_the_name_is_right(self):
        self.facts["envelopes"][4]["bytes"] = "0" * 64
        self.assert_only_fails("raw_equal")

    def test_a_reply_in_another_ticket_is_seen(self):
        number = next(n for n, m in enumerate(self.mails) if m.answers)
        self.facts["received"][number]["ticket"] = 1_000
        self.assert_only_fails("threaded")

    def test_an_accepted_answer_that_never_went_out_is_lost(self):
        self.copies = {}
        self.assert_only_fails("replies_lost")

    def test_an_accepted_answer_without_a_message_is_lost(self):
        self.facts["answers"] = []
        self.assert_only_fails("replies_lost")

    def test_two_copies_are_silent_unless_marked_unknown(self):
        self.copies["t1@rig"] = 2
        self.assert_only_fails("replies_doubled_silently")
        self.facts["answers"][0]["state"] = "unknown"
        self.assert_only_fails()

    def test_two_messages_of_one_answer_are_a_double(self):
        self.facts["answers"].append({**self.facts["answers"][0], "message_id": "t2@rig"})
        self.assert_only_fails("replies_doubled_silently")

    def test_missing_blobs_and_a_broken_database_are_seen(self):
        self.facts["blobs_missing"], self.facts["integrity"] = 1, "row 3 missing from index"
        self.assert_only_fails("blobs_missing", "database_intact")
