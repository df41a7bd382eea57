"""One task, learnt and judged in a process of its own, whose memory nobody else has filled."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from bench.understanding.corpus import Task


@dataclass(frozen=True)
class Judged:
    top1: float
    top3: float
    auroc: float  # 0 without strange texts
    learning: float  # seconds
    guessing: float  # milliseconds a text
    megabytes: float  # the most that the process held
    kilobytes: float  # of the blob
    sure: float  # share of right ones among guesses of 0.8 and more
    spoken: float  # share of texts with such a guess


def ours(task: Task) -> Judged:
    return _apart(_ours, task)


def floor(task: Task) -> Judged:
    """Return what TF-IDF of words and a linear support vector machine make of it."""
    return _apart(_floor, task)


def _apart(judge, task: Task) -> Judged:  # type: ignore[no-untyped-def]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as process:
        return process.submit(judge, task).result()  # type: ignore[no-any-return]


def _ours(task: Task) -> Judged:
    from maru.kit.learning.learning import learn
    from maru.kit.learning.stored import packed, unpacked

    began = time.perf_counter()
    stored = packed(learn(task.learnt.texts, task.learnt.labels))
    learnt = time.perf_counter() - began
    most = _megabytes()
    model = unpacked(stored)  # judged as it is kept
    began = time.perf_counter()
    scores = model.scores(task.judged.texts)
    guessed = (time.perf_counter() - began) / len(task.judged.texts)
    others = task.strange.texts
    strange = model.strangeness(model.scores(others)) if others else np.zeros(0)
    chances = model.chances(scores)
    is_sure = chances.max(axis=1) >= 0.8
    right = np.array(model.labels)[scores.argmax(axis=1)] == np.array(task.judged.labels)
    return Judged(
        *_tops(scores, model.labels, task.judged.labels),
        _auroc(model.strangeness(scores), strange), learnt, 1000 * guessed, most,
        len(stored) / 1024, float(right[is_sure].mean()) if is_sure.any() else 0.0,
        float(is_sure.mean()),
    )  # fmt: skip


def _floor(task: Task) -> Judged:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    began = time.perf_counter()
    vectorizer = TfidfVectorizer()
    machine = LinearSVC().fit(vectorizer.fit_transform(task.learnt.texts), task.learnt.labels)
    learnt = time.perf_counter() - began

    def scores(texts: Sequence[str]) -> np.ndarray:
        found = machine.decision_function(vectorizer.transform(texts))
        return found if found.ndim > 1 else np.column_stack([-found, found])

    began = time.perf_counter()
    own = scores(task.judged.texts)
    guessed = (time.perf_counter() - began) / len(task.judged.texts)
    strange = -scores(task.strange.texts).max(axis=1) if task.strange.texts else []
    return Judged(
        *_tops(own, list(machine.classes_), task.judged.labels),
        _auroc(-own.max(axis=1), strange), learnt, 1000 * guessed, _megabytes(), 0, 0, 0,
    )  # fmt: skip


def _tops(scores, labels, right) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    order = np.array(labels)[np.argsort(-scores, axis=1)[:, :3]]
    hits = order == np.array(right)[:, None]
    return float(hits[:, 0].mean()), float(hits.any(axis=1).mean())


def _auroc(known, strange) -> float:  # type: ignore[no-untyped-def]
    """Return how often a strange text is found stranger than one with a label; 0 without any."""
    if not len(strange):
        return 0.0
    from sklearn.metrics import roc_auc_score

    marks = [0] * len(known) + [1] * len(strange)
    return float(roc_auc_score(marks, np.concatenate([known, strange])))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
