"""`python -m maru.project.tests.dying_worker DATABASE SCENE POINT...`: a worker for each point of
the scene (`dying_scenes`), killed there with -9; "" is one that lives until nothing waits any more.

Each is a process of its own, forked from this one, which has loaded the code and opened
nothing. Prints for each how it ended, as JSON: -9 where it was killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from importlib import import_module
from operator import attrgetter

import django
from django.conf import settings
from django.db import connection

from maru.project.tests.dying_scenes import SCENES, Scene

# Seconds that one may live: a mail that a busy machine cannot read in time is tried minutes later.
LONGEST = 600


def ends_of(scene: str, *points: str, **environment: str) -> list[int]:
    """Return how a worker of ``scene`` ended for each point, on the database of this test."""
    command = [sys.executable, "-m", "maru.project.tests.dying_worker"]
    done = subprocess.run(
        [*command, str(connection.settings_dict["NAME"]), scene, *points],
        capture_output=True, check=False, timeout=900, env={**os.environ, **environment},
    )  # fmt: skip
    if done.returncode:
        raise AssertionError(done.stderr.decode()[-3000:])
    ends: list[int] = json.loads(done.stdout)
    return ends


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    scene = SCENES[sys.argv[2]]
    sys.stdout.write(json.dumps([_lived(scene, point) for point in sys.argv[3:]]))


def _lived(scene: Scene, point: str) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        try:
            _work(scene, point)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _work(scene: Scene, point: str) -> None:
    from maru.kit.jobs import consumer

    if point:
        module, name, how = scene.points[point]
        owner, _, last = name.rpartition(".")
        held = import_module(module)
        held = attrgetter(owner)(held) if owner else held
        setattr(held, last, how(getattr(held, last)))
    mine = [sweep for sweep in consumer.sweeps() if sweep.name.startswith(scene.sweeps)]
    for sweep in mine:
        sweep.every = 0.1
        sweep.look = scene.look_of(sweep)
    consumer.sweeps = lambda: iter(mine)
    stop = threading.Event()
    threading.Thread(target=_stop_when_done, args=(scene, stop), daemon=True).start()
    consumer.work(stop)
    os._exit(0)


def _stop_when_done(scene: Scene, stop: threading.Event) -> None:
    deadline = time.monotonic() + LONGEST
    while scene.is_waiting() and time.monotonic() < deadline:
        time.sleep(0.1)
    stop.set()


if __name__ == "__main__":
    main()
