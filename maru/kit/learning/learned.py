"""What was learnt, and how it guesses: one matrix of weights, whatever was blended into it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maru.kit.learning.features import FAMILIES

Array = NDArray[Any]


@dataclass(frozen=True)
class Guess:
    """A label and how sure it is, from 0 to 1: of ten guesses at 0.9 about nine are right."""

    label: str
    confidence: float


@dataclass(frozen=True)
class Learned:
    """Labels, the features that tell them apart, and how much each says for each label.

    ``vocabularies``: of each family of features, the mark of a feature -> row of ``weights``;
    ``rarity`` is what a feature weighs by how few texts have it. ``sharpness`` makes scores into
    confidences. Marks are made with ``key``: nobody who has all the rest can read in it what was
    written in the texts (0434).
    """

    labels: list[str]
    vocabularies: list[dict[int, int]]
    rarity: Array  # float32, a feature each
    weights: Array  # float16, a row for each feature, a column for each label
    bias: Array  # float32, a label each
    sharpness: float
    key: bytes = b""

    def guesses(self, text: str, most: int = 3) -> list[Guess]:
        """Return the likeliest labels of ``text``, the likeliest first.

        A text of which no word is known gets none: what would be said then is how frequent the
        labels are. Costs half a millisecond and more for a long text.
        """
        rows, values = self._features(text)
        if not len(rows):
            return []
        chances = self.chances(self._scores(rows, values)[None, :])[0]
        best = np.argsort(-chances, kind="stable")[:most]
        return [Guess(self.labels[at], float(chances[at])) for at in best]

    def scores(self, texts: Sequence[str]) -> Array:
        """Return a row of scores for each text, a label a column; higher is likelier."""
        found = [self._scores(*self._features(text)) for text in texts]
        return np.array(found, np.float32).reshape(len(texts), len(self.labels))

    def chances(self, scores: Array) -> Array:
        """Return how likely each label is by its scores; each row adds up to 1."""
        return softmax(self.sharpness * scores)

    def strangeness(self, scores: Array) -> Array:
        """Return for each row how little it is like anything learnt; higher is stranger."""
        return -log_sum(self.sharpness * scores) / self.sharpness

    def _scores(self, rows: Array, values: Array) -> Array:
        scores: Array = self.bias + values @ self.weights[rows].astype(np.float32)
        return scores

    def _features(self, text: str) -> tuple[Array, Array]:
        rows: list[int] = []
        values: list[Array] = []
        for family, vocabulary in zip(FAMILIES, self.vocabularies, strict=True):
            known = {
                row: n for name, n in Counter(family(text)).items()
                if (row := vocabulary.get(mark_of(name, self.key), -1)) >= 0
            }  # fmt: skip
            if known:
                here = list(known)
                value = np.array([1 + math.log(n) for n in known.values()], np.float32)
                value *= self.rarity[here]
                values.append(value / math.sqrt(float(value @ value)))
                rows += here
        together = np.concatenate(values) if values else np.zeros(0, np.float32)
        return np.array(rows, np.int64), together


def mark_of(name: str, key: bytes) -> int:
    """Return the 64 bits that stand for a feature. Some µs; two of a million features share theirs
    once in 37 million models."""
    text = name.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8, key=key).digest(), "big")


def softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Array = raised / raised.sum(axis=1, keepdims=True)
    return chances


def log_sum(scores: Array) -> Array:
    highest = scores.max(axis=1)
    summed: Array = highest + np.log(np.exp(scores - highest[:, None]).sum(axis=1))
    return summed
