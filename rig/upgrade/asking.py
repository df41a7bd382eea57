"""`python -m rig.upgrade.asking`: has the tables alone until its standard input closes."""

from __future__ import annotations

import os
import sys
from functools import partial

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
    os.environ["PGAPPNAME"] = "maru rig"
    django.setup()
    from maru.project.alone import alone

    with alone(partial(print, file=sys.stderr)):
        print("alone", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
