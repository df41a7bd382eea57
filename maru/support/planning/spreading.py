"""When tickets are worked on: not when they come, but while it is open, within what is promised."""

from __future__ import annotations

from collections.abc import Sequence


def spread(work: Sequence[float], is_open: Sequence[float], within: float) -> list[float]:
    """Return how much of ``work``, by the hour in which it comes, is done in each hour.

    ``is_open`` is which part of each hour is open (0..1), ``within`` how many open hours there are
    to do it: it is spread evenly over these, from the hour in which it comes on. What nobody could
    do before the end is done in its last open hour, or where nothing is open when it comes: all of
    it is done, and nothing twice.
    """
    done = [0.0] * len(work)
    for hour, much in enumerate(work):
        if much <= 0:
            continue
        left, last = within, None
        for later in range(hour, len(work)):
            if left <= 0:
                break
            part = min(is_open[later], left)
            if part > 0:
                done[later] += much * part / within
                left -= part
                last = later
        if left > 0:
            done[hour if last is None else last] += much * left / within
    return done
