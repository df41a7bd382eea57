"""Time zones as people choose them: a search box with the common ones, any other by its name."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The id of the <datalist> that company/_time_zones.html draws.
LIST_ID = "time-zones"

COMMON = {
    "Asia/Seoul": gettext_lazy("Seoul"),
    "Asia/Tokyo": gettext_lazy("Tokyo"),
    "Asia/Shanghai": gettext_lazy("Beijing, Shanghai"),
    "Asia/Hong_Kong": gettext_lazy("Hong Kong"),
    "Asia/Taipei": gettext_lazy("Taipei"),
    "Asia/Singapore": gettext_lazy("Singapore"),
    "Asia/Ho_Chi_Minh": gettext_lazy("Ho Chi Minh City"),
    "Asia/Bangkok": gettext_lazy("Bangkok"),
    "Asia/Jakarta": gettext_lazy("Jakarta"),
    "Asia/Manila": gettext_lazy("Manila"),
    "Asia/Kolkata": gettext_lazy("Delhi, Mumbai"),
    "Asia/Dubai": gettext_lazy("Dubai"),
    "Europe/London": gettext_lazy("London"),
    "Europe/Berlin": gettext_lazy("Berlin"),
    "Europe/Paris": gettext_lazy("Paris"),
    "America/New_York": gettext_lazy("New York"),
    "America/Chicago": gettext_lazy("Chicago"),
    "America/Denver": gettext_lazy("Denver"),
    "America/Los_Angeles": gettext_lazy("Los Angeles"),
    "America/Sao_Paulo": gettext_lazy("São Paulo"),
    "Australia/Sydney": gettext_lazy("Sydney"),
    "Pacific/Auckland": gettext_lazy("Auckland"),
    "UTC": gettext_lazy("UTC"),
}


class TimeZoneField(forms.CharField):
    """A time zone by its name (Asia/Seoul), or by a city of COMMON in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Time zone"))
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("help_text", gettext_lazy("Type a city, or choose from the list."))
        super().__init__(**kwargs)
        self.widget.attrs |= {"list": LIST_ID, "autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str:
        given = str(super().clean(value)).strip()
        for name, city in COMMON.items():
            local = name.rpartition("/")[2].replace("_", " ")
            if given.casefold() in {word.casefold() for word in (name, local, str(city))}:
                return name
        if given and given not in available_timezones():
            raise forms.ValidationError(
                _("There is no time zone of this name. One is called Asia/Seoul, for example.")
            )
        return given
