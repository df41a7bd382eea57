import os
from collections.abc import Mapping

import django
from django.conf import settings
from django.utils import translation

from maru.project.environment import REPOSITORY


def speak_terminal_language() -> None:
    """Have commands speak Korean where the terminal does, else English."""
    django.setup()
    translation.activate(terminal_language(os.environ))


def speak_without_settings() -> None:
    """As above, when the settings cannot be made: then only this package's words are known."""
    words = REPOSITORY / "maru" / "project" / "locale"
    settings.configure(INSTALLED_APPS=[], LOCALE_PATHS=[words], LANGUAGE_CODE="en")
    speak_terminal_language()


def terminal_language(values: Mapping[str, str]) -> str:
    names = [values.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    language = next((name for name in names if name), "")
    return "ko" if language.lower().startswith("ko") else "en"
