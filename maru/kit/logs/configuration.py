from __future__ import annotations

from typing import Any

FORMATS = {"text": "TextFormat", "json": "JsonFormat"}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def logging_to_stderr(*, form: str, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: all lines to stderr, as ``form`` (text or json)."""
    chosen = FORMATS.get(form, "TextFormat")  # a wrong word is refused in words a moment later
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"maru.kit.logs.formats.{chosen}"}},
        "filters": {"circumstances": {"()": "maru.kit.logs.circumstances.Circumstances"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["circumstances"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level if level in LEVELS else "INFO"},
        "loggers": {
            # Django's own handlers would write every line a second time, in their form.
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},
            "mail.log": {"level": "ERROR"},
            "huey": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
        },
    }
