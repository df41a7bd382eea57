"""The MARU_* variables, looked at before Django's settings are made of them."""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from maru.kit.checks import Finding, warning, wrong
from maru.kit.clamd import Place
from maru.kit.logs.configuration import LEVELS
from maru.project.environment import SETTINGS, Environment

# What the tools and tests of a checkout read; no settings of Maru.
OTHERS = ("MARU_TEST_", "MARU_CI", "MARU_CORPORA", "MARU_CHROMIUM")
FLAGS = {"0", "1", "true", "false", "yes", "no", "on", "off"}


def bad_values(values: Mapping[str, str]) -> Iterator[Finding]:
    """Yield an error for each value that Maru cannot start with."""
    environment = Environment(values)
    for name, why in _RULES.items():
        value = environment[name]
        if value and (sentence := why(value)):
            shown = "" if _is_secret(name) else f" ({value})"
            yield wrong(f"{name}{shown}: {sentence}", _("Correct it, or unset it for the default."))
    pair = environment["MARU_SMTP_CERT"], environment["MARU_SMTP_KEY"]
    if any(pair) and not all(pair):
        yield wrong(
            _("MARU_SMTP_CERT and MARU_SMTP_KEY only work together."),
            _("Set both, or neither."),
        )
    yield from _files_host(environment)
    if not _can_be_written(environment.home):
        yield wrong(
            _("MARU_HOME (%(path)s) cannot be written.") % {"path": environment.home},
            _("Give this user the right to write there, or choose another folder."),
        )


def _files_host(environment: Environment) -> Iterator[Finding]:
    files = environment["MARU_FILES_HOST"]
    if not files or _host(files):
        return
    if not environment["MARU_URL"]:
        yield wrong(
            _("MARU_FILES_HOST only works beside MARU_URL."),
            _("Set MARU_URL to the address people reach Maru at."),
        )
    elif urlsplit(f"//{files}").hostname == urlsplit(environment["MARU_URL"]).hostname:
        yield wrong(
            _("MARU_FILES_HOST is the host of MARU_URL: files would not be apart from the pages."),
            _("Give it a second name, best of another domain, that leads to the same Maru."),
        )


def unknown_names(values: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a warning for each MARU_* name that Maru does not know."""
    known = [setting.name for setting in SETTINGS]
    for name in sorted(values):
        if not name.startswith("MARU_") or name in known or name.startswith(OTHERS):
            continue
        near = difflib.get_close_matches(name, known, 1, 0.6)
        yield warning(
            _("%(name)s is no setting of Maru and does nothing.") % {"name": name},
            _("Did you mean %(name)s?") % {"name": near[0]}
            if near
            else _("Remove it. docs/manual lists all settings."),
        )


def _is_secret(name: str) -> bool:
    return any(setting.name == name and setting.secret for setting in SETTINGS)


def _can_be_written(folder: Path) -> bool:
    while not folder.exists():
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _number(lowest: int, highest: int) -> Callable[[str], str]:
    def why(value: str) -> str:
        if value.isascii() and value.isdecimal() and lowest <= int(value) <= highest:
            return ""
        return _("this must be a whole number from %(lowest)s to %(highest)s.") % {
            "lowest": lowest, "highest": highest,
        }  # fmt: skip

    return why


def _flag(value: str) -> str:
    return "" if value.lower() in FLAGS else _("this must be 1 or 0.")


def _url(*schemes: str, host: bool = True) -> Callable[[str], str]:
    def why(value: str) -> str:
        try:
            parts = urlsplit(value)
            _port = parts.port
        except ValueError:
            parts = urlsplit("")
        if parts.scheme in schemes and (parts.hostname or not host):
            return ""
        return _("this must begin with %(schemes)s and name a host.") % {
            "schemes": " / ".join(f"{scheme}://" for scheme in schemes)
        }

    return why


def _host(value: str) -> str:
    parts = urlsplit(f"//{value}")
    try:
        is_host = parts.netloc == value and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_host = False
    if is_host and "@" not in value:
        return ""
    return _("this must be a host, with a port where it has one of its own: files.example.com.")


def _networks(value: str) -> str:
    for part in filter(None, (word.strip() for word in value.split(","))):
        try:
            ipaddress.ip_network(part, strict=False)
        except ValueError:
            return _("%(part)s is no address or network.") % {"part": part}
    return ""


def _hosts(value: str) -> str:
    for part in filter(None, (word.strip() for word in value.split(","))):
        looks_like_numbers = "/" in part or ":" in part or part.replace(".", "").isdecimal()
        if looks_like_numbers and _networks(part):
            return _networks(part)
        if not looks_like_numbers and not re.fullmatch(r"[\w-]+(\.[\w-]+)*", part):
            return _("%(part)s is no host, address or network.") % {"part": part}
    return ""


def _key(value: str) -> str:
    if len(value) >= 32 and len(set(value)) >= 10:
        return ""
    return _("whoever guesses it can sign in as anybody. It needs 32 random characters.")


def _token(value: str) -> str:
    return "" if len(value) >= 20 else _("it needs 20 characters or more.")


def _name_servers(value: str) -> str:
    try:
        Environment({"MARU_DNS": value}).name_servers  # noqa: B018 - read to see whether it can be
    except ValueError:
        return _("this must be addresses, with a port where it is not 53: 9.9.9.9, 127.0.0.1:5353.")
    return ""


def _scanner(value: str) -> str:
    try:
        Place.read(value)
    except ValueError:
        return _("this must be the path of a socket, or a host and port: 127.0.0.1:3310.")
    return ""


def _one_of(*words: str) -> Callable[[str], str]:
    return lambda value: (
        "" if value in words else _("this must be one of: %(words)s.") % {"words": ", ".join(words)}
    )


def _hour(value: str) -> str:
    return "" if value == "off" else _number(0, 23)(value)


def _file(value: str) -> str:
    return "" if os.access(value, os.R_OK) else _("this file cannot be read.")


_RULES: dict[str, Callable[[str], str]] = {
    "MARU_PORT": _number(1, 65_535),
    "MARU_SMTP_PORT": _number(0, 65_535),
    "MARU_MAIL_MAX_MB": _number(1, 50),  # what the parser takes
    "MARU_UNDO_SEND": _number(0, 60),
    "MARU_AUTO_ANSWERS_AN_HOUR": _number(0, 1_000_000),
    "MARU_KEEP_FIRINGS": _number(31, 36_500),  # so long what a rule did can be taken back
    "MARU_BACKUP_HOUR": _hour,
    "MARU_BACKUP_KEEP": _number(0, 10_000),
    "MARU_BACKUP_KEEP_WEEKS": _number(0, 10_000),
    "MARU_DEMO": _flag,
    "MARU_DEBUG": _flag,
    "MARU_CHECK_DKIM": _flag,
    "MARU_SMTP_DIRECT": _flag,
    "MARU_CLAMD": _scanner,
    "MARU_UNCHECKED_FILES": _one_of("hold", "give"),
    "MARU_TRUST_SPAM_HEADERS": _flag,
    "MARU_URL": _url("https", "http"),
    "MARU_FILES_HOST": _host,
    "MARU_ALARM_SMTP": _url("smtp", "smtps"),
    "MARU_MAIL_OUT": _url("smtp", "smtps"),
    "MARU_DATABASE_URL": _url("postgres", "postgresql", "sqlite", host=False),
    "MARU_REDIS_URL": _url("redis", "rediss", "unix", host=False),
    "MARU_TRUSTED_PROXIES": _networks,
    "MARU_FETCH_ALLOW": _networks,
    "MARU_MAIL_ALLOW": _hosts,
    "MARU_DNS": _name_servers,
    "MARU_SECRET_KEY": _key,
    "MARU_HEALTH_TOKEN": _token,
    "MARU_METRICS_TOKEN": _token,
    "MARU_LOG_FORMAT": _one_of("text", "json"),
    "MARU_LOG_LEVEL": _one_of(*LEVELS),
    "MARU_SMTP_CERT": _file,
    "MARU_SMTP_KEY": _file,
}
