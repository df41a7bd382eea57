"""Macros, and each time that one was used."""

from maru.support.actions.macro import Macro
from maru.support.actions.macro_use import MacroUse

__all__ = ["Macro", "MacroUse"]
