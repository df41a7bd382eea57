import os

import django
from django.utils import translation


def speak_terminal_language() -> None:
    """Have commands speak Korean where the terminal does, else English."""
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    language = next((name for name in names if name), "")
    django.setup()
    translation.activate("ko" if language.lower().startswith("ko") else "en")
