"""What is in use, loaded: numpy alone, in the process that guesses, while there is something to
guess."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from maru.kit.blobs import store
from maru.support.understanding.facet import Facet
from maru.support.understanding.lesson import LessonState, key
from maru.support.understanding.models import Lesson

if TYPE_CHECKING:
    from maru.kit.learning.learned import Learned

IDLE = 600.0  # seconds without a message, after which it is let go

log = logging.getLogger(__name__)


class AtHand:
    """The models of one process. Not for several threads at once: its sweep is one."""

    def __init__(self) -> None:
        self._held: dict[int, Learned | None] = {}
        self._asked = 0.0

    def of(self, facets: dict[str, Facet]) -> dict[str, tuple[Lesson, Learned]]:
        """Return the lesson in use of each facet that is on, with its model. Costs a query, and
        what is new a read and some 100 ms."""
        self._asked = time.monotonic()
        used = Lesson.objects.filter(state=LessonState.IN_USE).defer("report")
        wanted = {
            lesson.facet: lesson for lesson in used
            if facets[lesson.facet].is_on and facets[lesson.facet].source == lesson.source
        }  # fmt: skip
        kept = {lesson.pk for lesson in wanted.values()}
        self._held = {pk: model for pk, model in self._held.items() if pk in kept}
        found = {}
        for name, lesson in wanted.items():
            if (model := self._load(lesson)) is not None:
                found[name] = (lesson, model)
        return found

    def let_go(self) -> None:
        """Free the memory of what nobody asked for lately."""
        if self._held and time.monotonic() - self._asked > IDLE:
            self._held = {}

    def _load(self, lesson: Lesson) -> Learned | None:
        if lesson.pk not in self._held:
            from maru.kit.learning.stored import Unreadable, unpacked

            try:
                self._held[lesson.pk] = unpacked(store().read(lesson.sha256), key=key())
            except (OSError, Unreadable):
                log.warning("Lesson %s cannot be read", lesson.pk, exc_info=True)
                self._held[lesson.pk] = None
        return self._held[lesson.pk]


HERE = AtHand()
