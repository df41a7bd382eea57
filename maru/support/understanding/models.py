from maru.support.understanding.facet import Facet
from maru.support.understanding.guess import Guess
from maru.support.understanding.heard import Heard
from maru.support.understanding.impression import Impression
from maru.support.understanding.lesson import Lesson
from maru.support.understanding.reassessment import Reassessment

__all__ = ["Facet", "Guess", "Heard", "Impression", "Lesson", "Reassessment"]
