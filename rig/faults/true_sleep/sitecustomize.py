"""What a process with a clock of its own begins with: a sleep that lasts as long as it says.

Python sleeps until a moment of the monotonic clock since 3.11. libfaketime up to 0.9.10 takes
that moment for one of the clock that it sets, and the kernel refuses what comes out of it
(EINVAL): https://github.com/wolfcw/libfaketime/issues/426. A select waits for a duration.
"""

import select
import time
from typing import SupportsIndex


def sleep(seconds: float | SupportsIndex, /) -> None:
    select.select([], [], [], float(seconds))


time.sleep = sleep
