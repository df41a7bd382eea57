"""Until when: what the menu offers, and what somebody types."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.text.moments import LONGEST, MORNING, moment_in
from maru.staff.company.models import Brand
from maru.staff.members.models import Member

REPLY = "reply"
FURTHEST = timedelta(days=366)
HINT = gettext_lazy("Write a time to come, like “3시간 뒤”, “내일 오후 2시” or “next monday 9am”.")


def moment_for(text: str, member: Member, brand: Brand | None, now: datetime) -> datetime | None:
    """Return what ``text`` means to ``member``; a day begins when ``brand`` opens on it, and where
    no hour is said a day on which it is shut is the next on which it is not."""
    here = now.astimezone(ZoneInfo(member.time_zone))
    calendar = brand.calendar if brand else None
    opened: list[datetime] = []

    def opens(day: date) -> time:
        begins = datetime.combine(day, time(), here.tzinfo)
        opening = calendar.next_opening(begins) if calendar else None
        opened.append(opening or datetime.combine(day, MORNING, here.tzinfo))
        same = opened[-1].astimezone(here.tzinfo)
        return same.time() if same.date() == day else MORNING

    meant = moment_in(text, here, opens=opens)
    is_opening = bool(opened) and meant is not None and opened[-1].date() > meant.date()
    return opened[-1] if is_opening else meant


class SnoozeForm(forms.Form):
    """``value``: "reply", an ISO time, or words."""

    value = forms.CharField(max_length=LONGEST, error_messages={"required": HINT})

    def __init__(self, data: object, *, member: Member, brand: Brand | None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.member, self.brand = member, brand

    def clean_value(self) -> datetime | None:
        """Return until when; None: until the customer answers."""
        text = str(self.cleaned_data["value"]).strip()
        return None if text == REPLY else until(text, self.member, self.brand)


def until(text: str, member: Member, brand: Brand | None) -> datetime:
    """Return the moment that ``text`` says. Raises ValidationError in words."""
    now = timezone.now()
    meant = _iso(text, member) or moment_for(text, member, brand, now)
    if meant is None:
        raise ValidationError(HINT)
    if meant <= now:
        raise ValidationError(_("That time has passed. Choose one to come."))
    if meant > now + FURTHEST:
        raise ValidationError(_("That is more than a year away. Choose an earlier time."))
    return meant


def _iso(text: str, member: Member) -> datetime | None:
    try:
        meant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if "T" not in text:
        return None  # a day alone, which begins when one opens
    return meant if meant.tzinfo else meant.replace(tzinfo=ZoneInfo(member.time_zone))


def offers(member: Member, brand: Brand, now: datetime) -> list[tuple[str, str, datetime]]:
    """Return what the menu offers: words that are understood, what it says, and when that is."""
    wanted = [
        ("3시간 뒤", _("In 3 hours")),
        ("내일 아침", _("Tomorrow morning")),
        ("모레 아침", _("In two days")),
        ("다음 주 월요일 아침", _("Next Monday")),
    ]
    found = [(words, label, moment_for(words, member, brand, now)) for words, label in wanted]
    shown: dict[datetime, tuple[str, str, datetime]] = {}
    for words, label, at in found:
        if at is not None:
            shown.setdefault(at, (words, label, at))
    return list(shown.values())
