"""How good what was learnt is, told by examples that it has not learnt from."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from maru.kit.learning.example import Example
from maru.kit.learning.learned import Learned

CONFUSED = 12  # pairs that are told


def divided(
    examples: Iterable[Example], *, share: float = 0.2
) -> tuple[list[Example], list[Example]]:
    """Return what to learn from, and what to hold back: about ``share``, whole groups.

    The group alone decides, the same way every time: what one lesson held back no later one learns
    from, so that two can be compared by it.
    """
    learnt: list[Example] = []
    held: list[Example] = []
    for example in examples:
        first = hashlib.sha256(example.group.encode()).digest()[0]
        (held if first < 256 * share else learnt).append(example)
    return learnt, held


def right_of(learned: Learned, examples: Sequence[Example]) -> int:
    """Return how many of ``examples`` it guesses right, however sure it is."""
    best = learned.scores([each.text for each in examples]).argmax(axis=1)
    return sum(learned.labels[at] == each.label for at, each in zip(best, examples, strict=True))


def judged(learned: Learned, examples: Sequence[Example], *, threshold: float) -> dict[str, Any]:
    """Return a report in what JSON holds: how many are right at all, how many it says something
    of and how many of these are right, the same for each label, and what it takes for what."""
    chances = learned.chances(learned.scores([each.text for each in examples]))
    guessed = [learned.labels[at] for at in chances.argmax(axis=1)]
    sure = chances.max(axis=1)
    rows = list(zip(guessed, (each.label for each in examples), sure, strict=True))
    said = [row for row in rows if row[2] >= threshold]
    confused = Counter((label, guess) for guess, label, _sure in rows if guess != label)
    return {
        "judged": len(rows),
        "right": sum(guess == label for guess, label, _sure in rows),
        "said": len(said),
        "said_right": sum(guess == label for guess, label, _sure in said),
        "threshold": threshold,
        "off_by": _off_by(rows),
        "labels": [_of(label, rows) for label in learned.labels],
        "confused": [[*pair, times] for pair, times in confused.most_common(CONFUSED)],
    }


def _of(label: str, rows: Sequence[tuple[str, str, float]]) -> dict[str, Any]:
    taken = [guess == label for guess, is_label, _sure in rows if is_label == label]
    given = [is_label == label for guess, is_label, _sure in rows if guess == label]
    return {
        "label": label,
        "held_back": len(taken),
        "precision": sum(given) / len(given) if given else None,
        "recall": sum(taken) / len(taken) if taken else None,
    }


def _off_by(rows: Sequence[tuple[str, str, float]]) -> float | None:
    """Return by how much the confidence misses what is right, on average over tenths."""
    if not rows:
        return None
    sure = np.array([row[2] for row in rows])
    right = np.array([row[0] == row[1] for row in rows])
    tenth = np.minimum((sure * 10).astype(int), 9)
    parts = [tenth == at for at in range(10) if (tenth == at).any()]
    return float(sum(abs(sure[p].mean() - right[p].mean()) * p.sum() for p in parts) / len(rows))
