"""A real Dovecot on loopback for the tests, as an ordinary user, its data in a temporary folder."""

import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from imapclient import IMAPClient

from maru.extensions.email.tests.dovecot_config import write_config
from maru.extensions.email.tests.running import running
from tools.ports import free_port

PROGRAM = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
PASSWORD = "바른열쇠9"  # of whatever user signs in
NOT_HERE = "no Dovecot is installed (bin/setup --servers)"


class Dovecot:
    def __init__(self, folder: Path, certificate: tuple[str, str] | None, introspection: str):
        self.folder, self.user = folder, None
        if os.geteuid() == 0:
            self.user = pwd.getpwnam("nobody")
        me = self.user or pwd.getpwuid(os.geteuid())
        self.port, self.tls_port = free_port(), free_port()
        (folder / "mail").mkdir()
        self.config = write_config(
            version(),
            folder,
            certificate,
            introspection,
            port=self.port,
            tls_port=self.tls_port if certificate else 0,
            user=me.pw_name,
            group=grp.getgrgid(me.pw_gid).gr_name,
            password=PASSWORD,
        )
        for path in [folder, *folder.rglob("*")]:
            self.own(path)

    def start(self) -> None:
        with (self.folder / "stderr").open("wb") as errors:
            self.process = subprocess.Popen(
                [PROGRAM, "-F", "-c", str(self.config)],
                user=self.user.pw_uid if self.user else None,
                group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"Dovecot did not start: {self.words()}") from None
                time.sleep(0.05)

    def words(self) -> str:
        logs = (self.folder / name for name in ("stderr", "log"))
        return "\n".join(p.read_text()[-2000:] for p in logs if p.exists())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @contextmanager
    def client(self, user: str, port: int | None = None) -> Iterator[IMAPClient]:
        """Another mail program at the same mailbox."""
        client = IMAPClient("127.0.0.1", port=port or self.port, ssl=False)
        client.plain_login(user, PASSWORD)
        try:
            yield client
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                client.logout()

    def deliver(self, user: str, mails: list[bytes], folder: str = "INBOX") -> None:
        with self.client(user) as client:
            if folder != "INBOX" and not client.folder_exists(folder):
                client.create_folder(folder)
            for mail in mails:
                client.append(folder, mail)

    def drop(self, user: str, mails: list[bytes]) -> None:
        """Put many mails into INBOX at once, as a delivery agent does: Maildir's new/."""
        with self.client(user) as client:
            client.select_folder("INBOX")
        new = self.folder / "mail" / user / "Maildir" / "new"
        for number, mail in enumerate(mails):
            name = f"{time.time_ns()}.M{number:07}.test"
            (new.parent / "tmp" / name).write_bytes(mail)
            self.own(new.parent / "tmp" / name)
            (new.parent / "tmp" / name).rename(new / name)

    def renumber(self, user: str) -> None:
        """Lose the numbers of INBOX: a new UIDVALIDITY."""
        maildir = self.folder / "mail" / user / "Maildir"
        head = (maildir / "dovecot-uidlist").read_text().splitlines()[0]
        version, validity, _next, guid = head.split()[:4]
        for path in [*maildir.glob("dovecot*")]:
            path.unlink()
        (maildir / "dovecot-uidlist").write_text(f"{version} V{int(validity[1:]) + 1} N1 {guid}\n")
        self.own(maildir / "dovecot-uidlist")

    def own(self, path: Path) -> None:
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def flags(self, user: str, folder: str = "INBOX") -> dict[int, set[bytes]]:
        with self.client(user) as client:
            client.select_folder(folder, readonly=True)
            uids = client.search("ALL")
            return {u: set(f) for u, f in client.get_flags(uids).items()} if uids else {}


@cache
def version() -> str:
    said = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)
    return said.stdout


@contextmanager
def dovecot(
    certificate: tuple[str, str] | None = None, introspection: str = ""
) -> Iterator[Dovecot]:
    with running("dovecot", lambda folder: Dovecot(folder, certificate, introspection)) as server:
        yield server
