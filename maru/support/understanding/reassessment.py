from __future__ import annotations

from django.db import models

from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.jobs import bell
from maru.support.understanding.facet import FacetName

SWEEP = "understanding.reassess"


class Reassessment(Leased):
    """A facet is said from another confidence on, or no more, or learnt from something else: what
    tickets look like is worked out anew from their guesses, those after ``reached`` still are to
    be."""

    facet = models.CharField(max_length=10, choices=FacetName.choices)
    reached = models.BigIntegerField(default=0)  # a guess
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.facet} after guess {self.reached}"

    @classmethod
    def ask(cls, facet: str) -> None:
        """Have it done by a worker, from the beginning. In the transaction that changes the
        facet."""
        cls.objects.create(facet=facet, due_at=AT_ONCE)
        bell.ring(SWEEP)
