"""What holds for every test: nothing is left out in silence, and under CI nothing at all."""

import gc
import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from django.test import SimpleTestCase
from jinja2 import FileSystemBytecodeCache

from maru.extensions.email.tests import postfix
from maru.kit.blobs.tests import small_disk
from maru.staff.synonyms import table
from maru.support.savedviews import counting
from rig.power import machine
from tools.emptying import empty_quickly
from tools.isolation import ROOT, WORKER
from tools.tables import drop_migrated, migrate_once

CI = os.environ.get("MARU_CI") == "1"
CORPORA = Path(os.environ.get("MARU_CORPORA") or Path(__file__).parents[1] / "shared" / "corpora")
TEMPLATES = ROOT / "templates"  # those of this run: what a filter gives may be compiled in
ON_SQLITE = os.environ.get("MARU_TEST_DATABASE", "sqlite").startswith("sqlite")


def pytest_configure() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["tools.hashing.QuickHasher"]
    # The workers share what one of them has compiled: each would take seconds for all templates.
    TEMPLATES.mkdir(exist_ok=True)
    shared = FileSystemBytecodeCache(str(TEMPLATES))
    settings.TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = shared
    if WORKER != "main":
        migrate_once()


def pytest_unconfigure() -> None:
    if WORKER == "main":
        drop_migrated()


def pytest_collection() -> None:
    gc.disable()  # it would look at the tests again and again, and all of them stay


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(10_000, 50, 100)  # as it is, it takes an eighth of the time of all tests
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def databases_emptied_quickly() -> None:
    empty_quickly()


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    """Forget what an earlier test counted, or knew: its rows are gone."""
    counting.HERE.clear()
    table.HERE.clear()
    # A test that counts queries is not to depend on the clock, nor on how busy the machine is.
    counting.HERE.slow = table.HERE.fresh = float("inf")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # A test of one database does not exist on the other; that is no skip.
    is_for_this = _is_for_sqlite if ON_SQLITE else _is_for_postgres
    other = [item for item in items if not is_for_this(item)]
    if other:
        config.hook.pytest_deselected(items=other)
        items[:] = [item for item in items if item not in other]
    if not CORPORA.is_dir():
        for item in items:
            if item.get_closest_marker("corpora"):
                item.add_marker(pytest.mark.skip(reason=f"no mail corpora at {CORPORA}"))
    for item in items:
        if why := _obstacle(item):
            item.add_marker(pytest.mark.skip(reason=why))


def _is_for_sqlite(item: pytest.Item) -> bool:
    return not item.get_closest_marker("postgres")


def _is_for_postgres(item: pytest.Item) -> bool:
    """Return whether it is of PostgreSQL: what asks no database of this run says nothing new."""
    if item.get_closest_marker("postgres") or item.get_closest_marker("both"):
        return True
    return not item.get_closest_marker("sqlite") and _asks_the_database(item)


def _asks_the_database(item: pytest.Item) -> bool:
    case = getattr(item, "cls", None)
    if case is not None and issubclass(case, SimpleTestCase):
        return bool(case.databases)
    fixtures = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))


def _obstacle(item: pytest.Item) -> str:
    """Return what this machine lacks of what only root, or a kernel that allows it, can have."""
    needs: dict[str, Callable[[], str]] = {
        "power": machine.obstacle,
        "disk": small_disk.obstacle,
        "postfix": postfix.obstacle,
    }
    found = (obstacle() for mark, obstacle in needs.items() if item.get_closest_marker(mark))
    return next(filter(None, found), "")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    may_skip = item.get_closest_marker("corpora") and not CORPORA.is_dir()
    # A container without root or /dev/fuse can have no disk that loses its power.
    may_skip = may_skip or bool(_obstacle(item))
    if CI and report.skipped and not hasattr(report, "wasxfail") and not may_skip:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Generator[None, None, None]:
    """End with nobody else on the test database: a pool outlives the threads that used it."""
    yield
    from django.db import connection

    if connection.vendor == "postgresql":
        others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT pg_terminate_backend(pid) FROM ({others}) AS o"  # noqa: S608
                " WHERE pid <> pg_backend_pid()"
            )


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"a whole file was skipped, which CI does not allow: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = {
        report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        for report in terminalreporter.stats.get("skipped", [])
    }
    for reason in sorted(reasons):
        terminalreporter.write_line(f"Left out: {reason.removeprefix('Skipped: ')}")
