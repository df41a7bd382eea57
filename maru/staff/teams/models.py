from __future__ import annotations

from django.db import models


class Team(models.Model):
    """A group of members. A private team's tickets are seen by its members alone."""

    name = models.CharField(max_length=80, unique=True)
    is_private = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
