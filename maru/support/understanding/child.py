"""The process that learns one lesson: the only one that loads scikit-learn. Started by learning.py
with the number of the lesson."""

import os
import sys

from maru.kit.jobs.apart import begin_apart


def main() -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # mail and pages have the other processors
    begin_apart("learning")
    from maru.support.understanding.models import Lesson
    from maru.support.understanding.studying import study

    study(Lesson.objects.get(pk=int(sys.argv[1])))


if __name__ == "__main__":
    main()
