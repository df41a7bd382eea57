"""The process that makes one backup, so that the worker's threads go on at full speed.

Started by nightly.py with the number of the backup; ends when its standard
input closes, which is when the worker is gone.
"""

import os
import sys
import threading

import django

from maru.kit.logs.circumstances import this_is

QUIET = 10  # niceness: mail and pages come first


def main() -> None:
    os.nice(QUIET)
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    this_is("backup")
    django.setup()
    from maru.staff.backups.making import carry_out
    from maru.staff.backups.models import Backup

    carry_out(Backup.objects.get(pk=int(sys.argv[1])))


def _end_with_the_worker() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
