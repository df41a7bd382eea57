"""Rules, their versions, what they wait for, what they did and where they are held back."""

from maru.support.automation.book import RuleBook
from maru.support.automation.firing import Firing
from maru.support.automation.halt import Halt
from maru.support.automation.rule import Rule
from maru.support.automation.rule_version import RuleVersion
from maru.support.automation.stir import Stir

__all__ = ["Firing", "Halt", "Rule", "RuleBook", "RuleVersion", "Stir"]
