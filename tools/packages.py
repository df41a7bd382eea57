"""Installs the locked Python packages into .venv with uv, which is brought when missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.commands import environment, run
from tools.stamps import REPOSITORY

TOOLS = REPOSITORY / "build" / "tools"
MACHINES_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"  # Debian and Ubuntu


def uv() -> str:
    """Return the path of uv: the machine's own, or one of ours from the package index."""
    if found := shutil.which("uv"):
        return found
    ours = TOOLS / "bin" / "uv"
    if not ours.exists():
        run(sys.executable, "-m", "venv", "--clear", TOOLS)
        run(TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "uv")
    return str(ours)


def download_environment() -> dict[str, str]:
    """Return the environment for uv and npm, with what the user has told pip or the machine.

    uv does not read pip's settings, and a company that allows only its own
    mirror has usually configured pip alone. Neither reads the certificates of
    the machine, which hold those of a company's own proxy.
    """
    env = environment()
    env.setdefault("UV_PYTHON_DOWNLOADS", "never")
    index = pip_setting("index-url")
    if index and not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & env.keys():
        env["UV_DEFAULT_INDEX"] = index
    bundles = filter(None, (pip_setting("cert"), MACHINES_CERTIFICATES))
    if bundle := next((path for path in bundles if Path(path).is_file()), None):
        env.setdefault("SSL_CERT_FILE", bundle)
        env.setdefault("NODE_EXTRA_CA_CERTS", bundle)
    return env


def pip_setting(name: str) -> str:
    """Return a global setting of pip, empty when there is none or no pip."""
    if given := os.environ.get(f"PIP_{name.replace('-', '_').upper()}"):
        return given
    for python in (TOOLS / "bin" / "python", Path(sys.executable)):
        if python.exists():
            # Not ``pip config get``: pip 24 finds nothing by it in a file of the machine.
            command = (str(python), "-m", "pip", "config", "list")
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return listed(done.stdout, f"global.{name}")
    return ""


def listed(settings: str, name: str) -> str:
    """Return the value of ``name`` among lines like ``global.cert='/etc/ca.crt'``, '' if none."""
    for line in settings.splitlines():
        key, mark, value = line.partition("=")
        if mark and key == name:
            return value.strip().strip("'\"")
    return ""


def install(*, dev: bool) -> None:
    """Install what the lock names. Compiled: else several processes compile all of it at once,
    and each at every start where nothing may be written (PYTHONDONTWRITEBYTECODE).
    """
    program = uv()
    env = {**download_environment(), "UV_COMPILE_BYTECODE": "1"}
    groups = [] if dev else ["--no-dev"]
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & env.keys():
        # Inexact: a start between two test runs does not throw the tools of tests away.
        run(program, "sync", "--frozen", "--inexact", "--python", sys.executable, *groups, env=env)
        return
    # The lock names PyPI's own addresses; from a mirror the same versions are
    # taken by name, and the locked hashes still decide.
    wanted = REPOSITORY / "build" / "requirements.txt"
    python = REPOSITORY / ".venv" / "bin" / "python"
    run(program, "export", "--frozen", "--no-emit-project", *groups, "-o", wanted, env=env)
    run(program, "venv", "--allow-existing", "--python", sys.executable, ".venv", env=env)
    run(program, "pip", "sync", "--python", python, "--require-hashes", wanted, env=env)
    run(program, "pip", "install", "--python", python, "--no-deps", "--editable", ".", env=env)
