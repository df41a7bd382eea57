"""processed and threaded: from the accepted bytes to a message that an agent finds."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from statistics import median

import psycopg

from bench.bare import into
from bench.databases import Unavailable, folder
from bench.mails import Mail, Writer
from bench.peers.django_helpdesk import peer
from bench.product import SUPPORT, Installation, installation, stop
from bench.progress import say
from bench.rows import Row

MAILS, WARMING = 1_000, 20


@dataclass
class Round:
    """One turn of everybody with the same mails."""

    rate: float
    findable: float
    bare: float
    peer: float
    threaded: float
    peer_threaded: float


def processed(database: str, *, quick: bool) -> list[Row]:
    rounds = []
    for number in range(1 if quick else 3):
        mails = list(Writer(500 + number, SUPPORT).mails(MAILS))
        warming = list(Writer(700 + number, SUPPORT).mails(WARMING))
        rounds.append(one_round(database, mails, warming))
        say(f"processed {database}: {rounds[-1]}")
    rate, bare = median(r.rate for r in rounds), median(r.bare for r in rounds)
    theirs = median(r.peer for r in rounds)
    ratio = median(r.rate / r.peer for r in rounds)
    return [
        Row(
            "processed", rate, "mails/s",
            beside={"django-helpdesk": theirs, "parse + insert": bare},
            ratio=ratio, target=">= 2", database=database,
            note=f"django-helpdesk {peer.VERSION} on its own SQLite",
        ),
        Row(
            "findable", median(r.findable for r in rounds), "mails/s",
            beside={"django-helpdesk": theirs, "parse + insert": bare},
            ratio=median(r.findable / r.peer for r in rounds), target=">= 2", database=database,
            note="until the search finds the last one, too; the peer has no index",
        ),
        Row(
            "threaded", median(r.threaded for r in rounds), "",
            beside={"django-helpdesk": median(r.peer_threaded for r in rounds)},
            target="= 1", database=database,
        ),
    ]  # fmt: skip


def one_round(database: str, mails: Sequence[Mail], warming: Sequence[Mail]) -> Round:
    with installation(database, purpose="processed") as maru:
        rate, findable = our_rates(maru, mails, warming)
        facts = maru.run("rig.reading")
        tickets = {m["message_id"].strip("<>"): m["ticket"] for m in facts["received"]}
        place = maru.database.url or str(maru.home / "bare.sqlite3")
        bare = bare_rate(database, place, mails)
    with folder("peer") as theirs:
        done = peer.import_mails(mails, warming, theirs)
    known = {message_id.strip("<>"): ticket for message_id, ticket in done.tickets.items()}
    return Round(
        rate,
        findable,
        bare,
        len(mails) / done.seconds,
        threaded(mails, tickets),
        threaded(mails, known),
    )


def our_rates(
    maru: Installation, mails: Sequence[Mail], warming: Sequence[Mail]
) -> tuple[float, float]:
    """Have `maru worker` open what was accepted before it started; return mails a second.

    The clock runs from the last warming mail that is a message to the last
    mail that is one, so that the start of the worker does not count; the second
    rate to the last that the search finds.
    """
    box = maru.home / "letters"
    box.mkdir()
    for number, mail in enumerate([*warming, *mails]):
        (box / f"{number:06}").write_bytes(mail.raw)
    maru.run("bench.filling", str(box))
    worker = maru.start("worker")
    try:
        first_count, began = wait_for_messages(maru, len(warming))
        wanted = len(warming) + len(mails)
        count, ended = wait_for_messages(maru, wanted)
        found = wait_for_index(maru)
    finally:
        stop(worker)
    done = count - first_count
    return done / (ended - began), done / (found - began)


def wait_for_messages(maru: Installation, wanted: int, seconds: float = 300) -> tuple[int, float]:
    """Return how many messages there are, ``wanted`` at least, and when that was seen."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        count = messages(maru)
        if count >= wanted:
            return count, time.monotonic()
        time.sleep(0.02)
    raise Unavailable(f"Only {count} of {wanted} mails were processed in {seconds:.0f} s.")


def wait_for_index(maru: Installation, seconds: float = 300) -> float:
    """Return when it was seen that nothing waits to be indexed."""
    waiting = (
        "SELECT (SELECT count(*) FROM search_outdated) + (SELECT count(*) FROM search_remaking)"
    )
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not counted(maru, waiting):
            return time.monotonic()
        time.sleep(0.05)
    raise Unavailable(f"The index was not made within {seconds:.0f} s.")


def messages(maru: Installation) -> int:
    return counted(maru, "SELECT count(*) FROM tickets_message")


def counted(maru: Installation, query: str) -> int:
    if maru.database.url:
        with psycopg.connect(maru.database.url) as server:
            row = server.execute(query).fetchone()
    else:
        path = maru.home / "maru.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as file:
            row = file.execute(query).fetchone()
    return int(row[0]) if row else 0


def bare_rate(database: str, place: str | Path, mails: Sequence[Mail]) -> float:
    """Parse with the standard library, one INSERT and one commit a mail: less is not possible."""
    insert = into(database, str(place))
    began = time.perf_counter()
    for mail in mails:
        parsed = message_from_bytes(mail.raw, policy=default)
        body = parsed.get_body(("plain", "html"))
        text = f"{parsed['From']}\n{parsed['Subject']}\n{body.get_content() if body else ''}"
        insert(text.encode())
    return len(mails) / (time.perf_counter() - began)


def threaded(mails: Sequence[Mail], tickets: Mapping[str, int]) -> float:
    """Return the share of the replies whose ticket is that of the mail they answer."""
    replies = [m for m in mails if m.answers]
    right = [
        m for m in replies
        if tickets.get(m.message_id.strip("<>"), -1) == tickets.get(m.answers.strip("<>"), -2)
    ]  # fmt: skip
    return len(right) / len(replies)
