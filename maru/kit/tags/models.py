import unicodedata
from collections.abc import Iterable

from django.db import models


class Tag(models.Model):
    """A word that people gave. One spelling: NFC, no spaces, lower case."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def spelled(word: str) -> str:
    """Return the one spelling of a tag: " 파손 교환 " becomes "파손-교환"; may be left with ""."""
    return "-".join(unicodedata.normalize("NFC", word).lower().replace(",", " ").split())[:60]


def tags_named(words: Iterable[str]) -> list[Tag]:
    """Return the tags of these words, making the ones that are new."""
    names = sorted({name for word in words if (name := spelled(word))})
    Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)
    return list(Tag.objects.filter(name__in=names))
