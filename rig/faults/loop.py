"""S5: two installations that answer by themselves are wired to each other for a day."""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from bench.product import Installation, installation
from bench.progress import say
from bench.rows import Row
from bench.sending import Connection
from rig.faults.clocks import Clock
from rig.faults.load import Plan
from rig.processes import Processes
from rig.storm import drain
from tools.ports import free_port

HERE, THERE = "support@here.example", "support@there.example"
HOURS = 24
AN_HOUR = 5.0  # seconds that an hour of that day lasts
# What tells a program from a person: RFC 3834, and what older programs look at.
SIGNS = ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "X-Autoreply", "List-Id")
MOST_A_DAY = 3  # to one address


class Wire(Controller):
    """A relay that hands every mail to the other side; ``strips`` what says: a machine wrote."""

    def __init__(self, port: int, *, sender: str, to: str, strips: bool) -> None:
        super().__init__(self, hostname="127.0.0.1", port=port)
        self._sender, self._to, self._strips = sender, to, strips
        self.smtp_port = 0  # of the other side
        self.carried = 0
        self._lock = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        with self._lock:
            self.carried += 1
        sender = (envelope.mail_from or "").strip("<>")  # "<>" from nobody
        raw = bytes(envelope.content)
        if self._strips:
            mail = message_from_bytes(raw, policy=SMTP)
            for name in SIGNS:
                del mail[name]
            sender, raw = self._sender, mail.as_bytes()
        with Connection(self.smtp_port) as connection:
            connection.send(raw, sender, (self._to,))
        return "250 OK"


def loop(plan: Plan, database: str) -> list[Row]:
    """Let a person write once, and count what the two say to each other in a day."""
    rows = []
    for strips in (False, True):
        carried, lost = day(plan, database, strips=strips)
        name = "loop.without_signs" if strips else "loop"
        most = 2 * MOST_A_DAY if strips else 1
        note = "mails that the two sent each other in 24 hours"
        rows.append(Row(name, carried, "mails", target=f"<= {most}", note=note))
        rows.append(Row(f"{name}.undrained", lost, "rows", target="= 0"))
    for row in rows:
        row.database = database
    return rows


def day(plan: Plan, database: str, *, strips: bool) -> tuple[int, int]:
    """Return how many mails went over the wire, and how many rows were left."""
    how = "stripped" if strips else "kept"
    say(f"loop, {database}: a day of {HOURS * AN_HOUR:.0f} s, its signs are {how}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="maru-clock-")))
        clock = Clock(folder / "clock")
        out = Wire(free_port(), sender=HERE, to=THERE, strips=strips)
        back = Wire(free_port(), sender=THERE, to=HERE, strips=strips)
        here = stack.enter_context(_installed(database, out))
        there = stack.enter_context(_installed(database, back))
        out.smtp_port, back.smtp_port = there.smtp_port, here.smtp_port
        for maru, address in ((here, HERE), (there, THERE)):
            maru.run("rig.faults.answering", address)
            stack.enter_context(
                Processes(maru, dict.fromkeys(("web", "mail", "worker"), clock.environment))
            )
            maru.wait_until_healthy()
        for wire in (out, back):
            wire.start()
            stack.callback(wire.stop)
        with Connection(here.smtp_port) as connection:
            connection.send(_question(), THERE, (HERE,))
        for hour in range(1, HOURS + 1):
            time.sleep(AN_HOUR)
            clock.set(timedelta(hours=hour))
        left = 0.0
        for maru in (here, there):
            drain(maru, database, plan.drain)
            left += sum(maru.run("rig.reading", "--waiting").values())
        return out.carried + back.carried, int(left)


def _installed(database: str, wire: Wire) -> AbstractContextManager[Installation]:
    return installation(
        database, purpose="faults", private=True, mail_out=f"smtp://127.0.0.1:{wire.port}"
    )


def _question() -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = THERE, HERE
    mail["Subject"], mail["Message-ID"] = "문의드립니다", "<question@customers.example>"
    mail.set_content("배송이 일주일째 오지 않습니다.")
    return mail.as_bytes()
