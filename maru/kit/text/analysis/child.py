"""The process that takes texts apart and does nothing else: no settings, no database.

A line on stdin is a list of texts in JSON, a line on stdout the terms of each. It ends with its
stdin, and so with the process that started it, however that one dies. Started by beside.py.
"""

import json
import os
import signal
import sys

from maru.kit.text.analysis import analyse


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # a stray print must not stand between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asks decides when we stop
    for line in sys.stdin:
        json.dump(analyse(json.loads(line)), answers)
        answers.write("\n")
        answers.flush()


if __name__ == "__main__":
    main()
