"""The one brake on mail that goes out by itself: automatic answers and rules draw on the same
number, or an address would get what both let out together (S4, S5; 0414)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils import timezone

from maru.kit.jobs import sweep
from maru.support.autoanswers.answered_address import AnsweredAddress

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEPT = timedelta(days=2)
BATCH = 1_000


class What(StrEnum):
    """What sends it."""

    ANSWER = "answer"
    RULE = "rule"


# To one address, of everything. The day is for programs that answer and do not say what they are.
MOST: Mapping[timedelta, int] = {HOUR: 3, DAY: 10}
# "We have received it" is said once an hour (S4).
MOST_OF: Mapping[str, Mapping[timedelta, int]] = {What.ANSWER: {HOUR: 1, DAY: 3}}


class Brake(StrEnum):
    """Why a mail does not go out."""

    ALL = "all"  # as many as MARU_AUTO_ANSWERS_AN_HOUR went out
    ADDRESS = "address"  # this one got enough


class SentByItself(models.Model):
    """One mail that went out by itself; forgotten once the brake does not count it any more."""

    address = models.CharField(max_length=254)  # lower case
    what = models.CharField(max_length=6)  # of What
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["address", "at"], name="sent_by_itself_to"),
            models.Index(fields=["at"], name="sent_by_itself_at"),
        ]

    def __str__(self) -> str:
        return f"{self.what} to {self.address}"


def take_turn(address: str, what: str, at: datetime) -> str:
    """Return '' where a mail may go to ``address`` now, and count it; else the Brake.

    Call it in the transaction that sends: of two who write to one address at once, the second
    waits for the first and counts its mail. Costs five queries.
    """
    if sent_in_an_hour(at) >= settings.AUTO_ANSWERS_AN_HOUR:
        return Brake.ALL
    address = address.lower()
    AnsweredAddress.hold(address, at)
    # What a clock that was set back says of the future counts, too: rather none than too many.
    rows = SentByItself.objects.filter(address=address, at__gt=at - DAY)
    sent = list(rows.values_list("what", "at"))
    of_its_kind = [when for each, when in sent if each == what]
    if _is_enough([when for _each, when in sent], MOST, at):
        return Brake.ADDRESS
    if _is_enough(of_its_kind, MOST_OF.get(what, {}), at):
        return Brake.ADDRESS
    SentByItself.objects.create(address=address, what=what, at=at)
    return ""


def _is_enough(sent: list[datetime], most: Mapping[timedelta, int], at: datetime) -> bool:
    return any(sum(when > at - span for when in sent) >= many for span, many in most.items())


def sent_in_an_hour(at: datetime) -> int:
    """Return how many went out to anybody in the hour before ``at``. One query."""
    return SentByItself.objects.filter(at__gt=at - HOUR).count()


@sweep("autoanswers.brake", every=3600)
def forget_old() -> int:
    """Forget what is counted no more, and to whom it went; return 0."""
    before = timezone.now() - KEPT
    for rows in (
        SentByItself.objects.filter(at__lt=before),
        AnsweredAddress.objects.filter(last_at__lt=before),
    ):
        while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
            # Once more by its age: an address may have been written to meanwhile.
            if not rows.filter(pk__in=keys).delete()[0]:
                break
    return 0
