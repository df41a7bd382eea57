"""The process that carries out one errand. Started by carrying.py with the number of the errand and
the name of its lease."""

import math
import sys

from maru.kit.jobs.apart import begin_apart


def main() -> None:
    begin_apart("errand")
    from maru.staff.errands.carrying import carry
    from maru.staff.errands.models import Errand

    carry(Errand.objects.get(pk=int(sys.argv[1]), lease_owner=sys.argv[2]), seconds=math.inf)


if __name__ == "__main__":
    main()
