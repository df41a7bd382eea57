from __future__ import annotations

from secrets import token_hex

from django.db import models


class RuleBook(models.Model):
    """One row: what the rules that are on listen for, and a word that each change of a rule makes
    anew. By it each process sees, in one small query, whether what it knows still holds.
    """

    # No number: what is rolled back, or restored, would give the same one twice.
    revision = models.CharField(max_length=32, default="")
    verbs = models.JSONField(default=list)  # of events

    def __str__(self) -> str:
        return f"revision {self.revision}"

    @classmethod
    def hold(cls) -> None:
        """Let nobody else change a rule until the transaction ends."""
        RuleBook.objects.bulk_create([RuleBook(pk=1)], ignore_conflicts=True)
        list(cls.objects.select_for_update().filter(pk=1))

    @classmethod
    def renew(cls) -> None:
        """Write down anew what is listened for, in the transaction of whatever changed it."""
        from maru.support.automation.occasions import occasions
        from maru.support.automation.rule import Rule, RuleKind

        known, verbs = occasions(), set[str]()
        for when in Rule.objects.on().filter(kind=RuleKind.TRIGGER).values_list("when", flat=True):
            for asked in when.get("on", []):
                if occasion := known.get(asked.get("occasion")):
                    verbs.add(occasion.verb)
        RuleBook.objects.bulk_create([RuleBook(pk=1)], ignore_conflicts=True)
        cls.objects.filter(pk=1).update(revision=token_hex(16), verbs=sorted(verbs))

    @classmethod
    def now(cls) -> tuple[str, frozenset[str]]:
        """Return the revision and the verbs. Costs one query."""
        row = cls.objects.filter(pk=1).values_list("revision", "verbs").first()
        return (row[0], frozenset(row[1])) if row else ("", frozenset())
