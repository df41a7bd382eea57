"""Installs the locked Python packages into .venv with uv, which is brought when missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.commands import environment, run
from tools.stamps import REPOSITORY

TOOLS = REPOSITORY / "build" / "tools"


def uv() -> str:
    """Return the path of uv: the machine's own, or one of ours from the package index."""
    if found := shutil.which("uv"):
        return found
    ours = TOOLS / "bin" / "uv"
    if not ours.exists():
        run(sys.executable, "-m", "venv", "--clear", TOOLS)
        run(TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "uv")
    return str(ours)


def uv_environment() -> dict[str, str]:
    """Return the environment for uv, with what the user has told pip about index and certificate.

    uv does not read pip's settings, and a company that allows only its own
    mirror has usually configured pip alone.
    """
    env = environment()
    env.setdefault("UV_PYTHON_DOWNLOADS", "never")
    index = pip_setting("index-url")
    if index and not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & env.keys():
        env["UV_DEFAULT_INDEX"] = index
    certificate = pip_setting("cert")
    if certificate and Path(certificate).is_file():
        env.setdefault("SSL_CERT_FILE", certificate)
    return env


def pip_setting(name: str) -> str:
    """Return a global setting of pip, empty when there is none or no pip."""
    if given := os.environ.get(f"PIP_{name.replace('-', '_').upper()}"):
        return given
    for python in (TOOLS / "bin" / "python", Path(sys.executable)):
        if python.exists():
            command = (str(python), "-m", "pip", "config", "get", f"global.{name}")
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return done.stdout.strip()
    return ""


def install(*, dev: bool) -> None:
    program = uv()
    env = uv_environment()
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
