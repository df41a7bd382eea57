"""A pytest plugin: each worker has its own MARU_HOME; nothing of the operator's reaches a test.

It stands in ``addopts`` and not in conftest.py because pytest-django reads
Django's settings before any conftest is found.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
KEPT = ("MARU_TEST_", "MARU_CI", "MARU_CORPORA", "MARU_CHROMIUM")

for name in list(os.environ):
    if name.startswith("MARU_") and not name.startswith(KEPT):
        del os.environ[name]


def remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # a forked child ends without taking the folder along
        shutil.rmtree(folder, ignore_errors=True)


os.environ["MARU_CHECK_DKIM"] = "0"  # no test asks the machine's DNS; those of DKIM bring one
database = os.environ.setdefault("MARU_TEST_DATABASE", "sqlite")
if database.startswith("postgres"):
    os.environ["MARU_DATABASE_URL"] = database
if bell := os.environ.get("MARU_TEST_REDIS"):
    # A Redis database each: main takes 0, gw0 takes 1 ...
    number = int(WORKER.removeprefix("gw")) + 1 if WORKER != "main" else 0
    os.environ["MARU_REDIS_URL"] = urlsplit(bell)._replace(path=f"/{number}").geturl()

if given := os.environ.get("MARU_TEST_HOME"):
    ROOT = Path(given)
else:
    # The first process of a run: its workers find their folders inside its own.
    ROOT = Path(tempfile.mkdtemp(prefix="maru-test-"))
    atexit.register(remove, ROOT, os.getpid())
    os.environ["MARU_TEST_HOME"] = str(ROOT)
home = ROOT / WORKER
home.mkdir(exist_ok=True)
os.environ["MARU_HOME"] = str(home)
