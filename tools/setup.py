"""Sets Maru up inside its own folder, step by step. Standard library only.

Everything lies in .venv/, node_modules/ and build/. A step whose inputs have
not changed is skipped, so the second start costs a few hashes.
"""

import argparse
import fcntl
import os
import shutil
import sys
from pathlib import Path

from tools import debian, node, packages
from tools.commands import environment, run
from tools.language import say
from tools.stamps import REPOSITORY, files, fingerprint, forget, is_current, remember

BUILD = REPOSITORY / "build"


def python_packages(*, dev: bool) -> None:
    inputs = files("uv.lock", "pyproject.toml")
    # The folder counts: scripts in .venv/bin begin with its absolute path.
    mark = fingerprint(inputs, sys.version_info[:3], str(REPOSITORY))
    made = REPOSITORY / ".venv" / "bin" / "maru"
    if is_current("python-dev", mark, made) or (not dev and is_current("python", mark, made)):
        return
    say(
        "파이썬 꾸러미를 설치합니다(처음 한 번, 1분 안팎)...",
        "Installing Python packages (the first time only, about a minute)...",
    )
    forget("python-dev")
    forget("python")
    packages.install(dev=dev)
    remember("python-dev" if dev else "python", mark)


def bytecode() -> None:
    """Compile Maru itself once, as its packages are: several processes start at once."""
    mark = fingerprint(files("maru/**/*.py"), sys.version_info[:3])
    if not is_current("bytecode", mark):
        forget("bytecode")
        run(REPOSITORY / ".venv/bin/python", "-m", "compileall", "-q", "maru")
        remember("bytecode", mark)


def node_packages() -> None:
    mark = fingerprint(files("package.json", "package-lock.json"))
    if is_current("node", mark, REPOSITORY / "node_modules"):
        return
    say("화면을 만드는 도구를 설치합니다...", "Installing what builds the pages...")
    forget("node")
    # No install scripts: esbuild's binary is a package of its own.
    node.npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
    remember("node", mark)


def assets() -> str:
    """Build CSS and JavaScript; return the fingerprint of what they were built from."""
    mark = fingerprint(files("package-lock.json", "tsconfig.json", "assets/**/*"))
    made = BUILD / "assets"
    if not is_current("assets", mark, made):
        node_packages()
        say("화면을 만듭니다...", "Building the pages...")
        forget("assets")
        shutil.rmtree(made, ignore_errors=True)
        node.node("assets/build.mjs")
        remember("assets", mark)
    return mark


def messages() -> None:
    catalogues = files("maru/**/*.po")
    mark = fingerprint(catalogues)
    if not is_current("messages", mark, *(path.with_suffix(".mo") for path in catalogues)):
        say("번역을 준비합니다...", "Compiling the translations...")
        forget("messages")
        run(REPOSITORY / ".venv/bin/python", "-m", "tools.translations", "--compile")
        remember("messages", mark)


def static_files(assets_mark: str) -> None:
    inputs = files("uv.lock", "maru/project/settings/*.py", "maru/**/static/**/*")
    mark = fingerprint(inputs, assets_mark)
    made = BUILD / "static"
    if not is_current("static", mark, made):
        forget("static")
        shutil.rmtree(made, ignore_errors=True)
        # Only copies files: it must not need the operator's database or relay.
        home = BUILD / "setup-home"
        home.mkdir(parents=True, exist_ok=True)
        env = {name: value for name, value in environment().items() if not name.startswith("MARU_")}
        env["MARU_HOME"] = str(home)
        run(REPOSITORY / ".venv/bin/maru", "collectstatic", "--noinput", env=env)
        remember("static", mark)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/setup")
    parser.add_argument("--dev", action="store_true", help="what tests and checks need")
    parser.add_argument("--browser", action="store_true", help="Chromium and a Korean font")
    parser.add_argument("--servers", action="store_true", help="servers that the tests speak to")
    chosen = parser.parse_args()
    os.chdir(REPOSITORY)
    BUILD.mkdir(exist_ok=True)
    with Path(BUILD / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once: the second waits
        python_packages(dev=chosen.dev)
        bytecode()
        mark = assets()
        messages()
        static_files(mark)
    if chosen.browser:
        debian.bring_browser()
    if chosen.servers:
        debian.bring_servers()


if __name__ == "__main__":
    main()
