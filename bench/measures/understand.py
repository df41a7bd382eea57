"""`bin/bench understand`: how well texts are told apart, beside TF-IDF and a linear machine.

Learnt from the corpora's parts `train`; judged by `test` where it is there, else by `valid`.
"""

from __future__ import annotations

from bench.progress import say
from bench.rows import Row
from bench.understanding.corpus import Task, reviews, task
from bench.understanding.judging import Judged, floor, ours


def measure(*, quick: bool, only: str) -> list[Row]:
    """Return a row for each corpus and figure. Quick leaves out the two large ones."""
    rows = []
    if _wanted(only, "banking77_top", "learning", "guessing"):
        rows += _banking(task("banking77"))
    if _wanted(only, "banking77_10shot"):
        few = task("banking77", few="_10shot")
        rows += _row("banking77_10shot", "top1", *_both(few), few, ">= 0.8")
    if not quick and _wanted(only, "clinc150", "out_of_scope"):
        clinc = task("clinc150", strange="clinc150-oos")
        both = _both(clinc)
        rows += _row("clinc150", "top1", *both, clinc, ">= 0.935")
        rows += _row("out_of_scope_auroc", "auroc", *both, clinc, ">= 0.955")
    if not quick and _wanted(only, "out_of_scope"):
        near = task("banking77-oos", strange="banking77-oos-id")
        rows += _row("out_of_scope_auroc_near", "auroc", *_both(near), near, "")
    if not quick and _wanted(only, "nsmc"):
        films = reviews()
        rows += _row("nsmc", "top1", *_both(films), films, ">= 0.855")
    return [row for row in rows if row.measure.startswith(only)]


def _wanted(only: str, *names: str) -> bool:
    return any(name.startswith(only) or only.startswith(name) for name in names)


def _both(given: Task) -> tuple[Judged, Judged]:
    say(f"{given.name}: learning from {len(given.learnt.texts)} texts...")
    return ours(given), floor(given)


def _banking(banking: Task) -> list[Row]:
    own, plain = _both(banking)
    return [
        *_row("banking77_top1", "top1", own, plain, banking, ">= 0.92"),
        *_row("banking77_top3", "top3", own, plain, banking, ">= 0.976"),
        Row("learning_seconds", round(own.learning, 1), "s", {"svm": round(plain.learning, 1)},
            note=f"{len(banking.learnt.texts)} texts, {len(set(banking.learnt.labels))} labels"),
        Row("guessing_ms", round(own.guessing, 2), "ms a text",
            {"svm": round(plain.guessing, 2)}),
        Row("learning_memory", round(own.megabytes), "MB", {"svm": round(plain.megabytes)},
            note=f"the most that the process that learns held; kept are {own.kilobytes:,.0f} KB"),
        Row("learnt_sure_right", round(own.sure, 3), "",
            note=f"of guesses of 0.8 and more, which {own.spoken:.0%} of the texts got"),
    ]  # fmt: skip


def _row(name: str, figure: str, own: Judged, plain: Judged, given: Task, target: str) -> list[Row]:
    value, beside = getattr(own, figure), getattr(plain, figure)
    note = (
        f"judged by {given.half}, {len(given.judged.texts)} texts; learnt in {own.learning:.0f} s"
    )
    beside_it = {"tf-idf + svm": round(beside, 4)}
    return [Row(name, round(value, 4), "", beside_it, target=target, note=note)]
