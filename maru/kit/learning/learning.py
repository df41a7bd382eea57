"""How it is learnt: a support vector machine and naive Bayes over the same features, blended.

Loads scikit-learn: for the process that learns, never for one that serves (decision 0430).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from maru.kit.learning.features import FAMILIES
from maru.kit.learning.learned import Array, Learned, log_sum, mark_of

LARGEST = 10_000_000  # weights, 20 MB: what a process that guesses may hold
MOST = 60_000  # features of a family
_FOLDS = 3
_SHARES = (0.0, 0.1, 0.2, 0.35, 0.5)  # of naive Bayes in the blend
_SHARPNESS = tuple(float(x) for x in np.geomspace(0.5, 32, 25))

Progress = Callable[[], object]


class TooLittle(Exception):
    """There are not two labels with examples enough to tell them apart."""


def learn(texts: Sequence[str], labels: Sequence[str], *, key: bytes = b"") -> Learned:
    """Return what tells ``labels`` apart. Raises TooLittle. ``key``, of 64 bytes at most, is what
    its features are marked with.

    How much naive Bayes has to say, and how sure the result may be, is found out on texts that
    were held back. Minutes of one processor for ten thousand texts with a hundred labels; at most
    LARGEST weights, some 20 KB a text beside them.
    """
    names = sorted(set(labels))
    if len(names) < 2:
        raise TooLittle
    at = {name: number for number, name in enumerate(names)}
    numbers = np.array([at[label] for label in labels])
    vectors, vocabularies, rarity = _vectors(texts, len(names))
    share, sharpness = _tuned(vectors, numbers, len(names))
    weights, bias = _blended(*_machine(vectors, numbers, len(names)),
                             *_bayes(vectors, numbers, len(names)), share)  # fmt: skip
    marked = [{mark_of(name, key): row for name, row in each.items()} for each in vocabularies]
    return Learned(
        names, marked, rarity.astype(np.float32), weights.T.astype(np.float16),
        bias.astype(np.float32), sharpness, key,
    )  # fmt: skip


def _vectors(
    texts: Sequence[str], labels: int
) -> tuple[sparse.csr_matrix, list[dict[str, int]], Array]:
    """Return the texts as rows, the vocabularies with their columns, and the rarity of each."""
    most = min(MOST, max(1_000, LARGEST // labels // len(FAMILIES)))
    least = 1 if len(texts) < 3_000 else 2  # texts that must have a feature
    parts, vocabularies, rarity, begin = [], [], [], 0
    for family in FAMILIES:
        vectorizer = TfidfVectorizer(
            analyzer=family, sublinear_tf=True, min_df=least, max_features=most
        )
        parts.append(vectorizer.fit_transform(texts))
        known = {name: begin + int(column) for name, column in vectorizer.vocabulary_.items()}
        vocabularies.append(known)
        rarity.append(vectorizer.idf_)
        begin += len(known)
    return sparse.hstack(parts).tocsr(), vocabularies, np.concatenate(rarity)


def _machine(vectors: sparse.csr_matrix, numbers: Array, labels: int) -> tuple[Array, Array]:
    """Return weights and biases of one machine for each label against all others."""
    machine = LinearSVC(C=0.5).fit(vectors, numbers)
    weights, bias = machine.coef_, machine.intercept_
    if labels == 2:
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias


def _bayes(vectors: sparse.csr_matrix, numbers: Array, labels: int) -> tuple[Array, Array]:
    bayes = MultinomialNB(alpha=0.05, fit_prior=False).fit(vectors, numbers)
    weights = bayes.feature_log_prob_
    return weights - weights.mean(axis=0), np.zeros(labels)


def _blended(
    weights: Array, bias: Array, others: Array, other_bias: Array, share: float
) -> tuple[Array, Array]:
    return weights + share * others, bias + share * other_bias


def _tuned(vectors: sparse.csr_matrix, numbers: Array, labels: int) -> tuple[float, float]:
    """Return the share and the sharpness with which texts that were held back are told best."""
    machine = np.zeros((len(numbers), labels))
    bayes = np.zeros((len(numbers), labels))
    known = np.zeros(len(numbers), bool)
    for learnt, held in _folds(numbers):
        inside = np.unique(numbers[learnt])
        if len(inside) < 2:
            continue
        own = np.searchsorted(inside, numbers[learnt])
        for part, scores in ((_machine, machine), (_bayes, bayes)):
            weights, bias = part(vectors[learnt], own, len(inside))
            scores[np.ix_(held, inside)] = vectors[held] @ weights.T + bias
        known[held] = np.isin(numbers[held], inside)
    if not known.any():
        return _SHARES[1], 4.0
    return _best(machine[known], bayes[known], numbers[known])


def _folds(numbers: Array) -> list[tuple[Array, Array]]:
    smallest = int(np.bincount(numbers).min())
    folds = max(2, min(_FOLDS, smallest))
    if smallest < 2:  # of such a label there is nothing to hold back
        frequent = np.bincount(numbers)[numbers] >= 2
        if frequent.sum() < 4:
            return []
        rows = np.flatnonzero(frequent)
        split = StratifiedKFold(2, shuffle=True, random_state=0).split(rows, numbers[rows])
        rest = np.flatnonzero(~frequent)
        return [(np.concatenate([rows[a], rest]), rows[b]) for a, b in split]
    splitter = StratifiedKFold(folds, shuffle=True, random_state=0)
    return list(splitter.split(numbers, numbers))


def _best(machine: Array, bayes: Array, numbers: Array) -> tuple[float, float]:
    rows = np.arange(len(numbers))

    def loss(share: float, sharpness: float) -> float:
        scores = sharpness * (machine + share * bayes)
        return float((log_sum(scores) - scores[rows, numbers]).mean())

    return min(((s, k) for s in _SHARES for k in _SHARPNESS), key=lambda pair: loss(*pair))
