"""The documents and pairs that judge the search; README.md beside this says how they were made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HALVES = ("tune", "check")


@dataclass(frozen=True)
class Document:
    """One thing to find. ``title``, ``person`` and ``tags`` are found by initial consonants too."""

    id: str
    kind: str
    language: str
    title: str
    person: str
    tags: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Pair:
    """One query, and by their ids what must, must not and may be found by it."""

    phenomenon: str
    language: str
    query: str
    found: frozenset[str]
    without: frozenset[str]
    may: frozenset[str]


def documents(half: str) -> list[Document]:
    return [Document(**{**row, "tags": tuple(row["tags"])}) for row in _rows(half, "documents")]


def pairs(half: str) -> list[Pair]:
    return [
        Pair(
            row["phenomenon"],
            row["language"],
            row["query"],
            frozenset(row["found"]),
            frozenset(row["not"]),
            frozenset(row["may"]),
        )
        for row in _rows(half, "pairs")
    ]


def _rows(half: str, what: str) -> list[dict[str, Any]]:
    text = Path(__file__).with_name(f"{half}_{what}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
