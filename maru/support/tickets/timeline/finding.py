"""Looking for words within one ticket: in what was said, quoted, attached, and in what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from maru.kit.search.analysing import terms_of, words_asked
from maru.kit.search.asked import Word
from maru.kit.text.analysis.hangul import are_initials, initials_of
from maru.staff.journal.models import Event
from maru.support.tickets.models import Message
from maru.support.tickets.telling import told
from maru.support.tickets.timeline.entries import entries_of

if TYPE_CHECKING:
    from maru.staff.members.models import Member
    from maru.support.tickets.models import Ticket

MOST = 500  # hits
EVENTS = 2_000  # the newest of a ticket
_WORD = re.compile(r"\S+")
_EDGES = "\"'.,:;!?()[]{}<>«»“”‘’…·~-–—/"


@dataclass(frozen=True)
class Hit:
    """One place that says it."""

    place: str  # its id in the page: message-12, change-311
    at: datetime
    reaching: int  # the message back to which a page must reach to show it
    words: tuple[str, ...]  # as they stand there


def find(ticket: Ticket, text: str, reader: Member) -> list[Hit]:
    """Return where the ticket says ``text``, the newest first.

    As the search understands it: every word in any of its forms, the last one perhaps begun; what
    stands there letter by letter; and words by their first consonants (ㅎㅂ: 환불했는데요). Costs
    some ten queries, and a second for the longest.
    """
    asked = _Asked(text)
    if asked.is_empty:
        return []
    rows = Message.objects.visible_to(reader).filter(ticket=ticket).once().order_by("id")
    messages = list(
        rows.only("text", "quoted", "created_at", "ticket").prefetch_related("attachments")
    )
    hits = [
        Hit(f"message-{message.pk}", message.created_at, message.pk, words)
        for message in messages
        if (words := asked.said_in([message.text, message.quoted, *_names(message)]))
    ]
    hits += [
        Hit(place, at, _last_before(at, messages), words)
        for place, at, said in _happened(ticket)
        if (words := asked.said_in([said]))
    ]
    return sorted(hits, key=lambda hit: hit.at, reverse=True)[:MOST]


def _names(message: Message) -> list[str]:
    return [file.name for file in message.attachments.all()]


def _happened(ticket: Ticket) -> list[tuple[str, datetime, str]]:
    """Return what the page shows between the messages: its place, when, and what it says."""
    changes = told(list(Event.of(ticket).order_by("-id")[:EVENTS]))
    return [
        *((each.place, each.at, f"{each.who} {each.topic} {each.text}") for each in changes),
        *((each.place, each.at, each.words) for each in entries_of(ticket, None, None)),
    ]


def _last_before(at: datetime, messages: list[Message]) -> int:
    """Return the message after which it stands; the first one for what came before all."""
    before = [message.pk for message in messages if message.created_at <= at]
    return before[-1] if before else messages[0].pk if messages else 0


class _Asked:
    def __init__(self, text: str) -> None:
        short = [word for word in text.split() if are_initials(word)]
        self._initials = frozenset(short)
        words = words_asked(_without(text, short), is_typing=True)
        self._needed = [word for word in words if not word.is_weak] or words
        self._terms = {term for word in words for way in word.ways for term in way}
        self._letters = " ".join(text.split()).casefold()

    @property
    def is_empty(self) -> bool:
        return not self._letters

    def said_in(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the words of ``texts`` that say what is asked for; () if not all of it is said."""
        found: dict[str, None] = {}
        held: set[str] = set()
        begun: set[str] = set()
        for text in texts:
            flat = " ".join(text.split())
            if self._letters in flat.casefold():
                found[self._letters] = None
            for word in _WORD.findall(flat):
                terms, bare = _terms_of_word(word), word.strip(_EDGES) or word
                if any(term.is_among(terms) for term in self._terms):
                    held |= terms
                    found[bare] = None
                if short := self._begun_in(bare):
                    begun |= short
                    found[bare] = None
        return tuple(found) if self._letters in found or self._is_all(held, begun) else ()

    def _begun_in(self, word: str) -> set[str]:
        if not self._initials:
            return set()
        first = initials_of(word)
        return {each for each in self._initials if first.startswith(each)}

    def _is_all(self, held: set[str], begun: set[str]) -> bool:
        asks = bool(self._needed or self._initials)
        return asks and begun == self._initials and _all_among(self._needed, held)


def _without(text: str, words: list[str]) -> str:
    """Return ``text`` without ``words``; its end stays, for the last word may be one begun."""
    if not words:
        return text
    rest = " ".join(word for word in text.split() if word not in words)
    return rest + " " if text.endswith(" ") or text.rsplit(maxsplit=1)[-1] in words else rest


def _all_among(words: list[Word], terms: set[str]) -> bool:
    return all(word.is_among(terms) for word in words)


@lru_cache(maxsize=20_000)
def _terms_of_word(word: str) -> frozenset[str]:
    return frozenset(terms_of(word))
