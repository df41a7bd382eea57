import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

Listener = Callable[[Any], None]

Along = Callable[[list[Any]], None]

_along: list[Along] = []
_listeners: defaultdict[str, list[Listener]] = defaultdict(list)
log = logging.getLogger(__name__)


def listen(verb: str) -> Callable[[Listener], Listener]:
    """Register the decorated function for facts named ``verb`` ("*" hears all)."""

    def register(listener: Listener) -> Listener:
        hear(verb, listener)
        return listener

    return register


def hear(verb: str, listener: Listener) -> None:
    """Call ``listener(fact)`` after each commit that told ``verb``. Registering twice is once."""
    if listener not in _listeners[verb]:
        _listeners[verb].append(listener)


def go_along(write: Along) -> None:
    """Have ``write`` called with the facts inside their transaction: what it writes commits with
    them, and where it fails they fail. For rows that say what is to be done later; it must be
    quick. Registering twice is once.
    """
    if write not in _along:
        _along.append(write)


def along(facts: Sequence[Any]) -> None:
    """Have everybody who goes along write what belongs to ``facts``."""
    for write in _along:
        write(list(facts))


def tell(verb: str, fact: Any) -> None:
    """Tell ``fact`` to the listeners of ``verb`` once the current transaction has committed.

    A listener that fails is logged and keeps nobody else from hearing: the fact
    is already true.
    """
    transaction.on_commit(lambda: _tell_now(verb, fact))


def _tell_now(verb: str, fact: Any) -> None:
    for listener in [*_listeners[verb], *_listeners["*"]]:
        try:
            listener(fact)
        except Exception:
            log.exception("A listener of %s failed", verb)
