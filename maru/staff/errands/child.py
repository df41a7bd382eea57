"""The process that carries out one errand; ends with the worker, whose end closes its standard
input. Started by apart.py with the number of the errand and the name of its lease."""

import math
import os
import sys
import threading

import django

from maru.kit.logs.circumstances import this_is

QUIET = 10  # niceness: mail and pages come first


def main() -> None:
    os.nice(QUIET)
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    this_is("errand")
    django.setup()
    from maru.staff.errands.carrying import carry
    from maru.staff.errands.models import Errand

    carry(Errand.objects.get(pk=int(sys.argv[1]), lease_owner=sys.argv[2]), seconds=math.inf)


def _end_with_the_worker() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
