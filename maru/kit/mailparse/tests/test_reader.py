"""The child may die of any mail; the next one is read."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from maru.kit.mailparse import ParsedMail, Reader, Unreadable, limits
from maru.kit.mailparse import reader as reader_module
from maru.kit.mailparse.tests.mails import mail, multipart

# Stands in for the real child: does what a broken or taken-over parser might do.
HOSTILE = """
import sys, time, json, struct
from pathlib import Path
from maru.kit.mailparse import child
from maru.kit.mailparse.mail import ParsedMail, ParsedFile
def parse(raw, scratch):
    if b"SPIN" in raw:
        while True: pass
    if b"EAT" in raw:
        return [bytes(1 << 20) for _ in range(1000)]
    if b"DIE" in raw:
        import os, signal; os.kill(os.getpid(), signal.SIGSEGV)
    if b"SLEEP" in raw:
        time.sleep(60)
    if b"STEAL" in raw:
        return ParsedMail(files=[ParsedFile("a", "", "", 1, "", "", False, "/etc/passwd")])
    if b"RAISE" in raw:
        raise ZeroDivisionError("bug")
    if b"NOISE" in raw:
        print("noise")
    return ParsedMail(text="fine")
child.parse = parse
child.main()
"""


class Desk:
    def __init__(self, folder: Path, reader: Reader) -> None:
        self.folder, self.reader = folder, reader

    def read(self, raw: bytes) -> ParsedMail:
        path = self.folder / "raw"
        path.write_bytes(raw)
        scratch = self.folder / f"scratch-{time.monotonic_ns()}"
        scratch.mkdir()
        return self.reader.read(path, scratch)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Reader() as reader:
        yield Desk(tmp_path, reader)


@pytest.fixture
def hostile(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(reader_module, "COMMAND", ["-c", HOSTILE])
    return desk


def test_mail_comes_back_whole(desk: Desk) -> None:
    found = desk.read(
        multipart(
            "mixed",
            "Content-Type: text/plain; charset=utf-8\r\n\r\n안녕",
            "Content-Disposition: attachment; filename=a.txt\r\n\r\nhi",
        )
    )
    assert found.text == "안녕"
    assert found.date is not None
    assert found.sender is not None
    assert Path(found.files[0].path).read_bytes() == b"hi"


def test_one_child_serves_many_mails(desk: Desk) -> None:
    desk.read(mail("x"))
    first = desk.reader.pid
    desk.read(mail("y"))
    assert desk.reader.pid == first


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("SPIN", "cpu_limit"),
        ("EAT", "memory_limit"),
        ("DIE", "crashed"),
        ("RAISE", "crashed"),
        ("STEAL", "crashed"),
    ],
)
def test_next_mail_is_read_after_a_death(hostile: Desk, word: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        hostile.read(word.encode())
    assert refusal.value.reason == reason
    assert hostile.read(b"x").text == "fine"


def test_sleeping_child_is_ended(hostile: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "WALL_SECONDS", 0.5)
    with pytest.raises(Unreadable) as refusal:
        hostile.read(b"SLEEP")
    assert refusal.value.reason == "timeout"
    monkeypatch.undo()


def test_stray_print_does_not_break_the_framing(hostile: Desk) -> None:
    assert hostile.read(b"NOISE").text == "fine"


def test_child_killed_between_mails_is_replaced(desk: Desk) -> None:
    desk.read(mail("x"))
    assert desk.reader.pid is not None
    os.kill(desk.reader.pid, signal.SIGKILL)
    os.waitid(os.P_PID, desk.reader.pid, os.WEXITED | os.WNOWAIT)
    assert desk.read(mail("y")).text == "y"


def test_child_sees_nothing_of_our_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "secret")
    desk.read(mail("x"))
    environment = Path(f"/proc/{desk.reader.pid}/environ")
    if not environment.exists():
        pytest.skip("no /proc here")
    assert b"DATABASE_URL" not in environment.read_bytes()


def test_refusal_has_its_reason(desk: Desk) -> None:
    with pytest.raises(Unreadable) as refusal:
        desk.read(b"")
    assert refusal.value.reason == "empty"


def test_largest_mail_is_read_or_refused_within_memory(desk: Desk) -> None:
    raw = multipart(
        "mixed",
        "\r\nhello",
        "Content-Type: application/zip\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n" + "QUFB" * (12 * 1024 * 1024),
    )
    assert len(raw) < limits.MAX_RAW
    assert desk.read(raw).files[0].size == 36 * 1024 * 1024
    assert desk.read(mail("y")).text == "y"


def test_threads_may_share_a_reader(desk: Desk, tmp_path: Path) -> None:
    found: list[str] = []

    def work(number: int) -> None:
        path = tmp_path / f"raw-{number}"
        scratch = tmp_path / f"scratch-{number}"
        scratch.mkdir()
        for _ in range(20):
            path.write_bytes(mail(f"words {number}"))
            found.append(f"{number}:{desk.reader.read(path, scratch).text}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(f"{n}:words {n}" for n in range(4) for _ in range(20))
