"""D2: the same mail again and again, by every way in, is one message; others are never merged."""

from __future__ import annotations

import hashlib
import random
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

from bench.databases import Unavailable
from bench.mails import Mail, Writer
from bench.product import BILLING, SUPPORT, Installation, installation
from bench.progress import say
from bench.rows import Row
from bench.sending import Connection
from maru.extensions.email.tests.dovecot import PASSWORD, PROGRAM, Dovecot, dovecot
from rig.faults.load import Plan, of
from rig.feeder import SENDERS
from rig.processes import Processes
from rig.storm import drain

SPECIAL = 10  # of so many mails one has no Message-ID, and one shares it with others
MOST = 5  # times that one mail is handed in
USER = "support@rig.example"


def redelivery(plan: Plan, database: str) -> list[Row]:
    """Hand in half of ``plan.mails`` by SMTP and IMAP, each one to five times."""
    mails = written(plan.mails // 2, plan.seed)
    dice = random.Random(plan.seed)
    say(f"redelivery, {database}: {len(mails):,} mails, seed {plan.seed}")
    with ExitStack() as stack:
        server = stack.enter_context(mail_server())
        maru = stack.enter_context(installation(database, purpose="faults", private=True))
        maru.environment["MARU_MAIL_ALLOW"] = "127.0.0.0/8"
        stack.enter_context(Processes(maru))
        maru.wait_until_healthy()
        stack.callback(kept, plan, maru, database)
        by_smtp = handed_in(maru, mails, dice)
        by_imap = polled(maru, server, [m for m in mails if SUPPORT in m.mailboxes], dice)
        drain(maru, database, plan.drain)
        facts = maru.run("rig.reading")
    note = f"{by_smtp:,} times by SMTP, {by_imap:,} by IMAP"
    return of("redelivery", judged(mails, facts, note), database)


def kept(plan: Plan, maru: Installation, database: str) -> None:
    if plan.log:
        Path(f"{plan.log}.redelivery.{database}").write_text(maru.log())


def written(many: int, seed: int) -> list[Mail]:
    """Return mails of which some have no Message-ID, and as many others share one."""
    plain = list(Writer(seed, SUPPORT, replies=0).mails(many, files=False, also_to=BILLING))
    shared = f"<shared.{seed}@customers.example>"
    for place in range(0, len(plain), SPECIAL):
        plain[place] = _renamed(plain[place], "")
        if place + 1 < len(plain):
            plain[place + 1] = _renamed(plain[place + 1], shared)
    return plain


def _renamed(mail: Mail, message_id: str) -> Mail:
    line = f"Message-ID: {mail.message_id}\r\n".encode()
    assert line in mail.raw
    raw = mail.raw.replace(line, f"Message-ID: {message_id}\r\n".encode() if message_id else b"")
    sha256 = hashlib.sha256(raw).hexdigest()
    return Mail(raw, message_id, mail.sender, "", mail.mailboxes, sha256)


def handed_in(maru: Installation, mails: Sequence[Mail], dice: random.Random) -> int:
    """Send each one to five times by SMTP, in any order and side by side; return how many."""
    copies = [mail for mail in mails for _ in range(dice.randint(1, MOST))]
    dice.shuffle(copies)

    def send(some: Sequence[Mail]) -> None:
        with Connection(maru.smtp_port) as connection:
            for mail in some:
                connection.send(mail.raw, mail.sender, mail.mailboxes)

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(send, [copies[n::SENDERS] for n in range(SENDERS)]))
    return len(copies)


def mail_server() -> AbstractContextManager[Dovecot]:
    if PROGRAM is None:
        raise Unavailable("Redelivery by IMAP needs Dovecot (bin/setup --servers).")
    return dovecot()


def polled(maru: Installation, server: Dovecot, mails: Sequence[Mail], dice: random.Random) -> int:
    """Let the same mails lie in a mailbox, and let it be read anew after its numbers changed."""
    half = dice.sample(list(mails), len(mails) // 2)
    maru.run("rig.faults.connecting", str(server.port), USER, PASSWORD)
    time.sleep(1)  # what is older than the mailbox in Maru does not come again with new numbers
    server.drop(USER, [mail.raw for mail in half])
    times = 0
    for _ in range(3):
        wait_until_read(server, len(half))
        times += len(half)
        with server.client(USER) as client:
            client.select_folder("INBOX")
            client.remove_flags(client.search("ALL"), [b"\\Seen"])
        server.stop()  # as when a provider moves the mailbox to another machine
        server.renumber(USER)
        server.start()
    wait_until_read(server, len(half))
    return times + len(half)


def wait_until_read(server: Dovecot, many: int, patience: float = 120.0) -> None:
    began = time.monotonic()
    while time.monotonic() - began < patience:
        flags = server.flags(USER)
        if len(flags) == many and all(b"\\Seen" in each for each in flags.values()):
            return
        time.sleep(1)
    words = server.words()[-600:]
    raise Unavailable(f"The mailbox was not read in {patience:.0f} s: {flags}, {words}")


def judged(mails: Sequence[Mail], facts: dict[str, Any], note: str) -> list[Row]:
    made = Counter((e["mailbox"], e["sha256"]) for e in facts["envelopes"])
    ids = {e["id"]: (e["mailbox"], e["sha256"]) for e in facts["envelopes"]}
    messages = Counter(ids[m["envelope"]] for m in facts["received"])
    tickets = Counter((m["mailbox"], m["ticket"]) for m in facts["received"])
    expected = [(box, mail.sha256) for mail in mails for box in mail.mailboxes]
    lost = sum(not messages[key] for key in expected)
    doubled = sum(messages[key] > 1 or made[key] > 1 for key in expected)
    # None of these answers another: each stands in a ticket of its own.
    merged = sum(count - 1 for count in tickets.values())
    return [
        Row("lost", lost, "mails", target="= 0", note=note),
        Row("doubled", doubled, "mails", target="= 0"),
        Row("wrongly_merged", merged, "mails", target="= 0"),
        Row("mails", len(mails), "", note="a tenth without Message-ID, a tenth share one"),
        Row("undrained", sum(facts["waiting"].values()), "rows", target="= 0"),
        Row("blobs_missing", facts["blobs_missing"], "files", target="= 0"),
    ]
