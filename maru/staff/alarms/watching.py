"""Asks every condition each minute; raises, tells, clears."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from maru.kit.jobs import sweep
from maru.staff.alarms.alarm import Alarm, AlarmState
from maru.staff.alarms.conditions import Facts, conditions
from maru.staff.alarms.mailing import mail_alarm
from maru.staff.journal.models import Event

log = logging.getLogger(__name__)

CALM = timedelta(minutes=5)  # all must be well for so long before an alarm is over: no flapping


@sweep("alarms.watch", every=60)
def watch() -> int:
    """Look at everything once and tell what is new. Costs a query or two a condition."""
    for name, condition in list(conditions.items()):
        try:
            facts = condition.look()
        except Exception:
            log.exception("Condition %s could not be looked at", name)
            continue
        if facts is None:
            _calm_down(name)
        else:
            _raise(name, facts)
    _tell()
    return 0


def _raise(name: str, facts: Facts) -> None:
    now = timezone.now()
    if Alarm.objects.open().filter(name=name).update(seen_at=now, facts=facts):
        return
    try:
        with transaction.atomic():
            alarm = Alarm.objects.create(name=name, facts=facts, raised_at=now, seen_at=now)
            Event.record("alarm.raised", alarm, after={"name": name, **facts})
    except IntegrityError:
        return  # another worker was quicker
    log.error("Alarm %s: %s", name, facts)


def _calm_down(name: str) -> None:
    now = timezone.now()
    with transaction.atomic():
        alarm = Alarm.objects.open().filter(name=name, seen_at__lte=now - CALM).first()
        if alarm and Alarm.objects.open().filter(pk=alarm.pk).update(
            state=AlarmState.CLEARED, cleared_at=now
        ):
            Event.record("alarm.cleared", alarm, after={"name": name})


def _tell() -> None:
    """Mail what nobody was told yet; what fails is tried again in a minute."""
    if not settings.ALARM_MAIL:
        return
    for alarm in Alarm.objects.filter(state=AlarmState.RAISED):
        if alarm.name not in conditions:
            continue
        try:
            mail_alarm(conditions[alarm.name].sentence(alarm.facts))
        except (OSError, smtplib.SMTPException):
            log.exception("Alarm %s could not be mailed", alarm.name)
            return
        Alarm.objects.filter(pk=alarm.pk, state=AlarmState.RAISED).update(
            state=AlarmState.TOLD, told_at=timezone.now()
        )
