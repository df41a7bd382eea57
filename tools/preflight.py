"""Before the start: may Maru write its folder, and are its ports free? Standard library only."""

import errno
import os
import socket
import sys
import tempfile
from pathlib import Path

from tools.language import say

REPOSITORY = Path(__file__).resolve().parents[1]


def home_is_writable() -> bool:
    home = Path(os.environ.get("MARU_HOME") or REPOSITORY / "data").expanduser().resolve()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return True
    except OSError:
        say(
            f"자료 폴더 {home}에 쓸 수 없습니다. "
            "권한을 고치거나 MARU_HOME에 다른 폴더를 지정하세요.",
            f"Maru cannot write its data folder {home}; "
            "correct its permissions or set MARU_HOME to another folder.",
        )
        return False


def port_is_free(name: str, bind: str, default: int) -> bool:
    given = os.environ.get(name, "").strip() or str(default)
    if not given.isdecimal() or int(given) > 65535:
        say(
            f"{name}의 값 {given!r}은(는) 포트 번호가 아닙니다. 65535 이하의 수를 지정하세요.",
            f"{name} is {given!r}, which is not a port; set it to a number up to 65535.",
        )
        return False
    port = int(given)
    if port == 0:  # turned off, or any free one
        return True
    host = os.environ.get(bind, "").strip() or "127.0.0.1"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As the server does: a port in TIME_WAIT after a restart counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            say(
                f"포트 {port}을(를) 열 권한이 없습니다. {name}에 1024 이상의 번호를 지정하세요.",
                f"Maru may not open port {port}; set {name} to a number of 1024 or more.",
            )
            return False
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                say(
                    f"포트 {port}을(를) 다른 프로그램이 쓰고 있습니다. "
                    f"그 프로그램을 끝내거나 {name}에 다른 번호를 지정하세요.",
                    f"Another program uses port {port}; end it or set {name} to another number.",
                )
            else:
                say(
                    f"{host}:{port}을(를) 열 수 없습니다({error.strerror}). "
                    f"{bind}에 이 컴퓨터의 주소를 지정하세요.",
                    f"Maru cannot listen on {host}:{port} ({error.strerror}); "
                    f"set {bind} to an address of this machine.",
                )
            return False
    return True


def main() -> int:
    holds = (
        home_is_writable()
        and port_is_free("MARU_PORT", "MARU_BIND", 8000)
        and port_is_free("MARU_SMTP_PORT", "MARU_SMTP_BIND", 2525)
    )
    return 0 if holds else 2


if __name__ == "__main__":
    sys.exit(main())
