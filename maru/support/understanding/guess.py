from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from maru.staff.members.models import Member
from maru.support.tickets.models import Message
from maru.support.understanding.facet import FacetName
from maru.support.understanding.lesson import Lesson


class Verdict(models.TextChoices):
    NONE = "", pgettext_lazy("guess", "Nobody said")
    RIGHT = "right", pgettext_lazy("guess", "Right")
    WRONG = "wrong", pgettext_lazy("guess", "Wrong")


class GuessQuerySet(models.QuerySet["Guess"]):
    def visible_to(self, member: Member) -> GuessQuerySet:
        return self.filter(message__in=Message.objects.visible_to(member))


class Guess(models.Model):
    """What one facet of a message is taken to be, how sure that is, and what a person said of it.

    ``lesson`` None: told by words that everybody knows; these stand in ``because``.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="guesses")
    facet = models.CharField(max_length=10, choices=FacetName.choices)
    value = models.CharField(max_length=60)  # as conditions and programs name it
    sure = models.PositiveSmallIntegerField()  # percent
    lesson = models.ForeignKey(Lesson, null=True, on_delete=models.SET_NULL, related_name="+")
    because = models.JSONField(default=list)  # the words by which it was told
    verdict = models.CharField(max_length=5, choices=Verdict.choices, blank=True, default="")
    right_value = models.CharField(max_length=60, blank=True, default="")  # "": nobody said
    judged_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    judged_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = GuessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "facet"], name="guess_one_a_facet"),
        ]
        indexes = [
            models.Index(fields=["facet", "-judged_at"], name="guesses_judged",
                         condition=~models.Q(verdict="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.facet} of message {self.message_id}: {self.value} ({self.sure} %)"
