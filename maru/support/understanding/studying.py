"""One lesson: learnt from four fifths, judged by the rest, and taken into use unless it is worse
than what is in use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maru.kit.blobs import store
from maru.kit.learning.example import Example
from maru.kit.learning.judging import divided, judged, right_of
from maru.kit.learning.learning import TooLittle, learn
from maru.kit.learning.stored import Unreadable, packed, unpacked
from maru.support.understanding.examples import LEAST, examples_of
from maru.support.understanding.facet import Facet
from maru.support.understanding.lesson import LessonState, key
from maru.support.understanding.models import Lesson

LEAST_HELD = 10  # examples: by fewer nothing can be judged


def study(lesson: Lesson) -> None:
    """Learn ``lesson`` and write down how it ended. Minutes; see kit/learning for its memory."""
    facet = Facet.of(lesson.facet)
    source = facet.source
    examples, newest = examples_of(facet)
    learnt, held = divided(examples)
    counted: dict[str, Any] = {
        "examples": len(learnt), "held_back": len(held), "newest": newest, "source": source,
    }  # fmt: skip
    if len(examples) < LEAST or len(held) < LEAST_HELD:
        lesson.end(LessonState.TOO_LITTLE, **counted)
        return
    try:
        texts, labels = [each.text for each in learnt], [each.label for each in learnt]
        learned = learn(texts, labels, key=key())
    except TooLittle:
        lesson.end(LessonState.TOO_LITTLE, **counted)
        return
    data = packed(learned)
    learned = unpacked(data, key=key())  # judged as it is kept
    report = judged(learned, held, threshold=facet.threshold / 100)
    report["learnt"] = {
        label: sum(each.label == label for each in learnt) for label in learned.labels
    }
    before = right_now(lesson.facet, source, held)
    if before is not None:
        report["before"] = before
    # What is in use and old goes, and what was deleted since with it.
    is_old = Lesson.objects.old().filter(facet=lesson.facet, state=LessonState.IN_USE).exists()
    is_worse = not is_old and before is not None and report["right"] < before
    state = LessonState.NOT_BETTER if is_worse else LessonState.IN_USE
    lesson.end(state, **counted, sha256=store().put(data), report=report)


def right_now(name: str, source: str, held: Sequence[Example]) -> int | None:
    """Return how many of ``held`` what is in use tells right; None where nothing is, or where it
    was learnt from something else."""
    used = Lesson.objects.filter(facet=name, state=LessonState.IN_USE, source=source).first()
    if used is None:
        return None
    try:
        return right_of(unpacked(store().read(used.sha256), key=key()), held)
    except (OSError, Unreadable):
        return None  # the rules are others now, or its file is gone
