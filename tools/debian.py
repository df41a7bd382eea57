"""Programs of the machine: Chromium and the servers of the tests. Installed only on Debian."""

import os
import shutil
from ctypes.util import find_library
from pathlib import Path

from tools.commands import environment, run
from tools.language import say

SHELL = "chromium-headless-shell"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Return the path of an installed Chromium or Chrome."""
    found = (shutil.which(name, path=program_path()) for name in CHROMIUMS)
    return next((path for path in found if path and not is_signpost(Path(path))), None)


def headless_shell() -> str | None:
    """Return the path of Chromium without windows, which takes half the time for a page."""
    return shutil.which(SHELL, path=program_path())


def is_signpost(program: Path) -> bool:
    """Return whether ``program`` is Ubuntu's script that only says: install the snap."""
    with program.open("rb") as file:
        head = file.read(4_000)
    return head.startswith(b"#!") and b"snap install chromium" in head


def postgres_binaries() -> Path | None:
    """Return the folder of the newest installed PostgreSQL server, from 15 on."""
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if is_server(path)]
    if versions:
        return max(versions, key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def is_server(folder: Path) -> bool:
    version = folder.parent.name
    return version.isdecimal() and int(version) >= 15 and (folder / "initdb").exists()


def redis_server() -> str | None:
    return shutil.which("redis-server", path=program_path())


def dovecot() -> str | None:
    """Return the path of the IMAP server that the mailbox tests run."""
    return shutil.which("dovecot", path=program_path())


def program_path() -> str:
    return os.environ.get("PATH", "") + ":/usr/bin:/usr/sbin:/usr/local/bin:/snap/bin"


def bring_browser() -> None:
    wanted = [] if chromium() else ["chromium", SHELL]
    if wanted and is_ubuntu():
        wanted = []
        say(
            "우분투의 크로미엄은 스냅으로만 나옵니다. 'sudo snap install chromium'으로 설치하세요. "
            "없으면 브라우저 시험은 빠집니다.",
            "Ubuntu has Chromium as a snap only; install with: sudo snap install chromium. "
            "Without it the browser tests are left out.",
        )
    if not any(Path("/usr/share/fonts").glob("**/NotoSansCJK*")):
        wanted.append("fonts-noto-cjk")
    bring(wanted, "브라우저 시험", "browser tests")


def is_ubuntu() -> bool:
    try:
        return "\nID=ubuntu\n" in "\n" + Path("/etc/os-release").read_text()
    except OSError:
        return False


def bring_servers() -> None:
    wanted = [] if postgres_binaries() else ["postgresql"]
    if not redis_server():
        wanted.append("redis-server")
    if not dovecot():
        wanted.append("dovecot-imapd")
    if not shutil.which("clamd", path=program_path()):
        wanted.append("clamav-daemon")
    if not shutil.which("postfix", path=program_path()):
        wanted.append("postfix")
    if not shutil.which("soffice", path=program_path()):
        wanted.append("libreoffice-calc-nogui")  # exports are opened with it
    if not shutil.which("curl"):
        wanted.append("curl")  # the manual's examples are typed with it
    if Path("/dev/fuse").exists() and not find_library("fuse3"):
        wanted.append("fuse3")
    if not any(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")):
        wanted.append("libfaketime")  # for bin/rig faults
    bring(wanted, "서버를 쓰는 시험", "tests with real servers")


def bring(wanted: list[str], korean: str, english: str) -> None:
    if not wanted:
        return
    names = " ".join(wanted)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(
            f"{korean}에 필요한 {names}이(가) 없습니다. 'sudo apt install {names}'로 설치하세요.",
            f"The {english} need {names}; install with: sudo apt install {names}.",
        )
        return
    say(f"{names} 설치 중...", f"Installing {names}...")
    env = {**environment(), "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", env=env)
    run("apt-get", "install", "--yes", "--no-install-recommends", *wanted, env=env)
