"""One language of conditions: asked of the database, and of one object, with one answer.

A condition is JSON: ``{"all": [...]}``, ``{"any": [...]}``, ``{"not": {...}}`` or
``{"field": "subject", "op": "contains", "value": "환불"}``. An app writes a Vocabulary of
the fields of its noun; this package knows no noun.
"""

from maru.kit.conditions.asking import Asking
from maru.kit.conditions.field import Field
from maru.kit.conditions.kinds import CHOICE, DAY, FLAG, NUMBER, OWN_FLAG, SET, TEXT, TIME
from maru.kit.conditions.tree import All, Any, BadCondition, Condition, Not, Test
from maru.kit.conditions.vocabulary import Vocabulary

__all__ = [
    "CHOICE",
    "DAY",
    "FLAG",
    "NUMBER",
    "OWN_FLAG",
    "SET",
    "TEXT",
    "TIME",
    "All",
    "Any",
    "Asking",
    "BadCondition",
    "Condition",
    "Field",
    "Not",
    "Test",
    "Vocabulary",
]
