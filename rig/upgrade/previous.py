"""The code of the version before this one, out of the history of this checkout."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from bench.databases import Unavailable
from bench.machine import REPOSITORY

UNTRIED = ", so no upgrade from the previous version was tried."
# So that there is a "between two migrations" even if the first one was through when it was killed.
STEPS = 3


def previous(steps: int = STEPS) -> str:
    """Return the last commit whose tables are at least ``steps`` migrations before today's.

    Raises Unavailable, in a sentence, where the history is missing or too short.
    """
    now = {
        str(path.relative_to(REPOSITORY))
        for path in REPOSITORY.glob("maru/**/migrations/0*.py")
    }  # fmt: skip
    for commit in _git("rev-list", "--first-parent", "HEAD").decode().split():
        names = _git("ls-tree", "-r", "--name-only", commit, "--", "maru").decode().splitlines()
        then = {name for name in names if "/migrations/0" in name}
        # One whose migrations were renamed before it came here was nobody's version.
        if then <= now and len(now - then) >= steps:
            return commit
    raise Unavailable(
        "The history of this checkout reaches back to no version with other tables (in a shallow "
        f"clone: git fetch --unshallow){UNTRIED}"
    )


def obstacle() -> str:
    """Return why there is no previous version here, in a sentence; "" where there is one."""
    try:
        previous()
    except Unavailable as why:
        return str(why)
    return ""


@contextmanager
def code_of(commit: str) -> Iterator[Path]:
    """Give a folder with the files of ``commit``, beside this checkout's, which stay untouched."""
    with tempfile.TemporaryDirectory(prefix="maru-previous-") as name:
        with tarfile.open(fileobj=BytesIO(_git("archive", commit, "--", "maru"))) as tar:
            # Its own attribute, for Python 3.11.2 knows no filter and git writes nothing evil.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(name)
        yield Path(name)


def _git(*arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, check=True)
    except FileNotFoundError:
        raise Unavailable(
            "No git here, so no upgrade from the previous version was tried."
        ) from None
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Unavailable(f"No history here ({''.join(why)}){UNTRIED}") from None
    return done.stdout
