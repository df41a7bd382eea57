"""Messages as long as customers and agents write them: the seeded sentences are short, and few."""

from __future__ import annotations

import csv
import gzip
import math
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from bench.machine import REPOSITORY
from maru.support.tickets.models import Message

MEDIAN, SPREAD, LONGEST = 350, 0.8, 6_000  # characters; of the logarithm; characters
_REVIEWS = "text/nsmc-raw.csv.gz"  # a hundred thousand Korean sentences that people typed
_TOGETHER = 500


def lengthen(messages: Sequence[Message]) -> str:
    """Give each of ``messages`` a text of its own; return of what sentences they are."""
    dice = Random(4)
    typed = sentences()
    wanted = typed or [message.text for message in messages]
    for message in messages:
        message.text = _text(wanted, dice)
    Message.objects.bulk_update(messages, ["text"], batch_size=_TOGETHER)
    return "sentences that people typed" if typed else "seeded sentences"


def sentences() -> list[str]:
    """Return sentences of the corpora (MARU_CORPORA); none where they are not here."""
    folder = Path(os.environ.get("MARU_CORPORA") or REPOSITORY.parent / "shared" / "corpora")
    return list(_read(folder / _REVIEWS)) if (folder / _REVIEWS).exists() else []


def _read(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["text"]


def _text(wanted: list[str], dice: Random) -> str:
    length = min(int(dice.lognormvariate(math.log(MEDIAN), SPREAD)), LONGEST)
    said: list[str] = []
    while sum(map(len, said)) < length:
        said.append(dice.choice(wanted))
    return "\n".join(said)
