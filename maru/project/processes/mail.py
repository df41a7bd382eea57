from __future__ import annotations

import asyncio
import signal

from maru.kit.metrics import pulse
from maru.project.front.mail import mail_port


def listen_for_mail() -> None:
    """Hold the mail port until SIGTERM or SIGINT. Blocks."""
    pulse.start("mail")
    asyncio.run(_listen())


async def _listen() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with mail_port():
        await stop.wait()
