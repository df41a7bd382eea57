import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from maru.kit.text.analysis import analyse, beside
from maru.kit.text.analysis.beside import Beside, NoAnswer


def test_it_says_the_same() -> None:
    texts = ["환불 정책을 알려 주세요\n두 번째 줄", "", "refunds \ud800 \x00", "가" * 3000]
    one = Beside()
    assert one.analyse(texts) == analyse(texts)
    assert one.analyse(["카드결제"]) == analyse(["카드결제"])
    one.close()


def test_one_that_was_killed_is_replaced() -> None:
    one = Beside()
    one.analyse(["환불"])
    first = one.pid
    assert first
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert one.analyse(["환불"]) == analyse(["환불"])
    assert one.pid != first
    one.close()


def test_one_that_dies_of_a_text_is_told_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Beside()
    monkeypatch.setattr(beside, "COMMAND", ["-c", "input(); import os; os._exit(1)"])
    with pytest.raises(NoAnswer):
        one.analyse(["환불"])
    monkeypatch.undo()
    assert one.analyse(["환불"]) == analyse(["환불"])
    one.close()


def test_one_that_never_answers_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Beside()
    monkeypatch.setattr(beside, "COMMAND", ["-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(beside, "LONGEST", 0.2)
    with pytest.raises(NoAnswer):
        one.analyse(["환불"])


def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    script = (
        "import os, sys; from maru.kit.text.analysis.beside import Beside; one = Beside();"
        "one.analyse(['a']); open(sys.argv[1], 'w').write(str(one.pid)); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "pid")], check=False)
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and Path(f"/proc/{pid}").exists():
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
