"""Every term that stands in a document: what is a word here, what a typing error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from django.db import connection, models, transaction

from maru.kit.text.analysis.keyboard import as_english

SHORTEST = 2  # keys; fewer begin half of all words
MOST = 30  # words that begin as somebody types
_ASKED = 500  # terms of one query
_REMEMBERED = 200_000  # terms that this process knows to be written down: some 20 MB


class Entry(models.Model):
    """One term. Never taken out: that nobody writes it any more does no harm."""

    term = models.CharField(max_length=80, primary_key=True)
    keys = models.CharField(max_length=250, db_index=True)  # that write it: 환불 is ghksqnf
    seen = models.PositiveIntegerField()  # documents of the batch that it came with: how usual

    def __str__(self) -> str:
        return self.term


_remembered: set[str] = set()


def learn(documents: Iterable[Iterable[str]]) -> None:
    """Write down, in the transaction that runs, the terms of these documents that are new.

    One query for 500 of them, mostly none.
    """
    counts = Counter(term for terms in documents for term in set(terms))
    new = {term: n for term, n in counts.items() if term and term not in _remembered}
    if not new:
        return
    entries = [
        Entry(term=term, keys=as_english(term)[:250], seen=n) for term, n in sorted(new.items())
    ]
    Entry.objects.bulk_create(entries, ignore_conflicts=True, batch_size=_ASKED)
    transaction.on_commit(lambda: _remember(new))


def _remember(terms: Collection[str]) -> None:
    if len(_remembered) > _REMEMBERED:
        _remembered.clear()
    _remembered.update(terms)


def known(terms: Collection[str]) -> Mapping[str, int]:
    """Return how usual each of ``terms`` is; those that stand nowhere are left out."""
    asked = sorted(terms)
    found: dict[str, int] = {}
    for start in range(0, len(asked), _ASKED):
        rows = Entry.objects.filter(term__in=asked[start : start + _ASKED])
        found.update(rows.values_list("term", "seen"))
    return found


def beginning_with(typed: str) -> list[str]:
    """Return the most usual terms that begin with what was ``typed`` so far, key by key.

    So a syllable need not be whole: 화 and 환ㅂ begin 환불, and so does ghks in the other layout.
    """
    keys = as_english(typed.lower())[:60]
    if len(keys) < SHORTEST:
        return []
    if connection.vendor == "postgresql":
        begun = Entry.objects.filter(keys__startswith=keys)
    else:  # LIKE uses no index there
        begun = Entry.objects.filter(keys__gte=keys, keys__lt=keys + chr(0x10FFFF))
    return list(begun.order_by("-seen", "term").values_list("term", flat=True)[:MOST])
