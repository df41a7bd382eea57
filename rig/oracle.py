"""The judge: what was acknowledged beside what is there. It knows no Maru, only plain rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bench.mails import Mail
from bench.rows import Row
from rig.answering import Answer

WRONGLY_ASIDE = 1_000  # one of so many good mails may be what killed process after process held
ASIDE = {"quarantined", "discarded", "unconfirmed"}  # visible, with the raw mail


def judge(
    acknowledged: Iterable[Mail],
    facts: Mapping[str, Any],
    accepted: Iterable[Answer],
    copies: Mapping[str, int],
    poison: Collection[str] = (),
) -> list[Row]:
    """Return the rows.

    ``facts`` is what rig.reading prints, ``copies`` the sink's count by Message-ID,
    ``poison`` the sha256 of mails that belong in quarantine.
    """
    return [
        *judge_mail(list(acknowledged), facts, poison),
        *judge_answers(list(accepted), facts["answers"], copies),
        Row("undrained", sum(facts["waiting"].values()), "rows", target="= 0"),
        Row("blobs_missing", facts["blobs_missing"], "files", target="= 0"),
        Row("database_intact", float(facts["integrity"] == "ok"), "", target="= 1"),
    ]


def judge_mail(
    acknowledged: list[Mail], facts: Mapping[str, Any], poison: Collection[str] = ()
) -> list[Row]:
    """For each of its mailboxes an acknowledged mail is one message or one envelope set aside."""
    envelopes: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for envelope in facts["envelopes"]:
        envelopes.setdefault((envelope["mailbox"], envelope["sha256"]), []).append(envelope)
    messages = Counter(m["envelope"] for m in facts["received"])
    # By its own Message-ID too, which is unique here: so a double shows even
    # where the bytes were changed on the way.
    by_id = Counter((m["mailbox"], m["message_id"].strip("<>")) for m in facts["received"])
    expected = {(box, mail.sha256): mail for mail in acknowledged for box in mail.mailboxes}
    lost = doubled = equal = aside = 0
    for (box, sha256), mail in expected.items():
        found = envelopes.get((box, sha256), [])
        made = sum(messages[e["id"]] for e in found)
        put_aside = sum(e["state"] in ASIDE for e in found)
        count = max(made, by_id[box, mail.message_id.strip("<>")])
        lost += not (count or put_aside)
        doubled += count + put_aside > 1
        equal += bool(found) and all(e["bytes"] == sha256 for e in found)
        aside += put_aside * (sha256 not in poison)
    return [
        Row("lost", lost, "mails", target="= 0"),
        Row("doubled", doubled, "mails", target="= 0"),
        Row("raw_equal", equal / len(expected) if expected else None, "", target="= 1"),
        Row("threaded", _threaded(acknowledged, facts["received"]), "", target="= 1"),
        Row("quarantined", aside, "mails", target=f"<= {max(1, len(expected) // WRONGLY_ASIDE)}"),
    ]


def survived(acknowledged: Iterable[Mail], facts: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many acknowledged mails have no envelope, and how many not their own bytes.

    Holds at any moment, also while mails still wait to be opened.
    """
    found = {(e["mailbox"], e["sha256"]): e["bytes"] for e in facts["envelopes"]}
    expected = [(box, mail.sha256) for mail in acknowledged for box in mail.mailboxes]
    missing = sum(key not in found for key in expected)
    return missing, sum(found.get(key, key[1]) != key[1] for key in expected)


def _threaded(acknowledged: list[Mail], received: list[Mapping[str, Any]]) -> float | None:
    """Return the share of the replies that stand in the ticket of the mail they answer."""
    tickets = {m["message_id"].strip("<>"): m["ticket"] for m in received}
    pairs = [
        (tickets[m.message_id.strip("<>")], tickets[m.answers.strip("<>")])
        for m in acknowledged
        if m.answers and {m.message_id.strip("<>"), m.answers.strip("<>")} <= tickets.keys()
    ]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def judge_answers(
    accepted: list[Answer], answers: list[Mapping[str, Any]], copies: Mapping[str, int]
) -> list[Row]:
    """Every accepted answer is one delivery, sent once; a second copy must be marked unknown."""
    if not accepted:
        return [Row("replies_lost", None, "answers", target="= 0", note="no answer was accepted")]
    lost = silent = 0
    unknown = sum(a["state"] == "unknown" for a in answers)
    by_key: dict[str, list[Mapping[str, Any]]] = {}
    for one in answers:
        by_key.setdefault(one["text"].rpartition(" ")[2].strip(), []).append(one)
    for answer in accepted:
        found = by_key.get(answer.key, [])
        went = sum(copies.get(a["message_id"] or "", 0) for a in found)
        is_flagged = any(a["state"] == "unknown" for a in found)
        lost += not went and not is_flagged
        silent += len(found) > 1 or (went > 1 and not is_flagged)
    return [
        Row("replies_lost", lost, "answers", target="= 0"),
        Row("replies_doubled_silently", silent, "answers", target="= 0"),
        Row("replies_unknown", unknown, "answers"),
    ]
