from __future__ import annotations

from django.db import models
from django.http import HttpRequest

from maru.staff.company.languages import LANGUAGES
from maru.staff.company.second_step import SecondStepFor


class Company(models.Model):
    """The one company of this installation. Its row has the id 1; without it, set-up is open."""

    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="ko")
    time_zone = models.CharField(max_length=60, default="Asia/Seoul")
    second_step_for = models.CharField(
        max_length=9, choices=SecondStepFor.choices, default=SecondStepFor.NOBODY
    )
    # Until then who has none is only reminded. None: nobody is asked.
    second_step_from = models.DateTimeField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_company")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def here(cls) -> Company | None:
        """Return the company, or None before the set-up. Costs one query."""
        return cls.objects.first()

    @classmethod
    def of(cls, request: HttpRequest) -> Company | None:
        """Return the same, asked for once a request."""
        if not hasattr(request, "company"):
            request.company = cls.here()  # type: ignore[attr-defined]
        return request.company  # type: ignore[attr-defined, no-any-return]
