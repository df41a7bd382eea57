"""A pytest plugin, loaded before Django's settings: every worker gets its own MARU_HOME.

It stands in ``addopts`` and not in conftest.py because pytest-django reads
the settings before any conftest is found.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

os.environ.setdefault("MARU_TEST_DATABASE", "sqlite")
if given := os.environ.get("MARU_TEST_HOME"):
    home = Path(given) / WORKER
    home.mkdir(parents=True, exist_ok=True)
else:
    # The first process of a run: its workers find their folders inside its own.
    root = Path(tempfile.mkdtemp(prefix="maru-test-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    os.environ["MARU_TEST_HOME"] = str(root)
    home = root / WORKER
    home.mkdir()
os.environ["MARU_HOME"] = str(home)
