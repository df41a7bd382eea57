"""Groups of words that mean the same: the company's, and which of Maru's are switched off."""

from maru.staff.synonyms.built_in import SwitchedOff
from maru.staff.synonyms.group import SynonymGroup
from maru.staff.synonyms.standing import Standing

__all__ = ["Standing", "SwitchedOff", "SynonymGroup"]
