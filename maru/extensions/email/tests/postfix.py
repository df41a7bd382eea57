"""A real Postfix on loopback for the tests, which hands every mail to ``maru mail pipe``.

Its master process needs root; the pipe runs as nobody, as the manual's master.cf has it.
"""

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from maru.extensions.email.tests.running import running
from tools.ports import free_port

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
PROGRAM = shutil.which("postfix", path=PATH)
ROOT = Path(__file__).parents[4]
NOBODY = "nobody"
SITE = sysconfig.get_path("purelib")

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = /dev/stdout
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.onnuri.example
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = permit_mynetworks, reject
default_transport = maru
relay_transport = maru
maru_destination_recipient_limit = 1
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
notify_classes =
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
maru unix - n n - 2 pipe
  flags=q user={user} argv={program} ${{original_recipient}} ${{sender}}
"""


@cache
def obstacle() -> str:
    """Return what is missing for it in words, '' for nothing."""
    if PROGRAM is None:
        return "no Postfix is installed (bin/setup --servers)"
    if os.geteuid() != 0:
        return "Postfix starts as root alone"
    if not server():
        return "the test database lets nobody in who is not its user on this machine"
    return "" if python() else "nobody may run the Python of these tests"


@cache
def server() -> str:
    """Return the test PostgreSQL as ``postgres://user@host:port``, by TCP; '' if it wants more.

    On a socket it asks who somebody is on this machine.
    """
    given = urlsplit(os.environ.get("MARU_TEST_DATABASE", ""))
    host = unquote(given.hostname or "")
    address = "127.0.0.1" if not host or host.startswith("/") else host
    secret = f":{given.password}" if given.password else ""
    url = f"postgres://{given.username}{secret}@{address}:{given.port or 5432}"
    try:
        psycopg.connect(f"{url}/postgres", connect_timeout=3).close()
    except psycopg.Error:
        return ""
    return url


@cache
def python() -> str:
    """Return a Python of this version that nobody may run with Maru and its packages; '' if none.

    The one of the tests may stand in root's home, where only root gets.
    """
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    found = (shutil.which(name, path=path) for path in ("/usr/bin", "/usr/local/bin"))
    for program in [sys.executable, *filter(None, found)]:
        command = [program, "-c", "import maru.project, django, psycopg"]
        try:
            done = subprocess.run(
                command, cwd="/", env={"PYTHONPATH": f"{ROOT}:{SITE}"}, user=NOBODY, check=False,
                capture_output=True, extra_groups=[],
            )  # fmt: skip
        except OSError:
            continue
        if done.returncode == 0:
            return program
    return ""


class Postfix:
    """``environment`` is what ``maru mail pipe`` gets; its home must be nobody's."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.port = free_port()
        config = folder / "config"
        for name in ("config", "queue", "data"):
            (folder / name).mkdir()
        folder.chmod(0o755)
        shutil.chown(folder / "data", "postfix")
        values = {**environment, "PYTHONPATH": f"{ROOT}:{SITE}"}
        script = folder / "pipe"
        words = "".join(f"export {name}={shlex.quote(text)}\n" for name, text in values.items())
        command = f'exec {python()} -m maru mail pipe --to "$1" --from "$2"\n'
        script.write_text(f"#!/bin/sh\ncd {ROOT}\n{words}{command}")
        script.chmod(0o755)
        (config / "main.cf").write_text(MAIN.format(folder=folder))
        (config / "master.cf").write_text(
            MASTER.format(port=self.port, user=NOBODY, program=script)
        )
        self.log = folder / "log"

    def start(self) -> None:
        assert PROGRAM is not None
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "-c", str(self.folder / "config"), "start-fg"], stdout=log, stderr=log
            )
        self.wait_for("daemon started")

    def wait_for(self, words: str, seconds: float = 30) -> None:
        """Wait until the log says ``words``; raises AssertionError with the log's end."""
        deadline = time.monotonic() + seconds
        while words not in (said := self.log.read_text(errors="replace")):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"Postfix never said {words!r}: {said[-3000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@contextmanager
def postfix(environment: dict[str, str]) -> Iterator[Postfix]:
    with running("postfix", lambda folder: Postfix(folder, environment)) as server:
        yield server
