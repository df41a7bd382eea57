"""`python -m rig.upgrade.dying POINT...`: upgrades once for each point, killed there with -9.

Each is a process of its own, forked from this one, which has loaded the code and
opened nothing. Prints for each how it ended, as JSON: -9 where it was killed.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import django


@dataclass
class Point:
    """Before the ``number``-th statement that ``pattern`` finds on the connection ``alias``."""

    alias: str
    pattern: str
    number: int

    def wrap(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if context["connection"].alias in self.alias and re.match(self.pattern, sql):
            self.number -= 1
            if self.number == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


CHANGES = r"(CREATE|ALTER|DROP) "
POINTS = {
    "begin": ("default", "", 1),
    "backup": ("snapshot", "SELECT", 20),
    "verifying": ("copy", "INSERT", 10),
    "migration": ("default", CHANGES, 2),
    "recording": ("default", r'INSERT INTO "django_migrations"', 1),
    "between": ("default", r'INSERT INTO "django_migrations"', 2),
    "after": ("default", r'(INSERT INTO|SELECT .* FROM) "backups_backup"', 1),
    "": ("default", "never", 1),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
    django.setup()
    import maru.project.management.commands.upgrade  # noqa: F401 - loaded once for all

    print(json.dumps([_die_at(_point(name)) for name in sys.argv[1:]]))


def _point(name: str) -> Point:
    """Return the point of that name; a number is the n-th statement whatever it is."""
    if name.isdecimal():
        return Point("default snapshot copy", "", int(name))
    return Point(*POINTS[name])


def _die_at(point: Point) -> int:
    sys.stdout.flush()
    if (pid := os.fork()) == 0:
        _upgrade(point)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _upgrade(point: Point) -> None:
    from django.core.management import call_command
    from django.db.backends.signals import connection_created

    code = 1
    try:
        connection_created.connect(
            lambda connection, **_: connection.execute_wrappers.append(point.wrap), weak=False
        )
        call_command("upgrade", stdout=sys.stderr)
        code = 0
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
