"""What Maru speaks with: ports of its own, Redis, the relay, and the address people use."""

from __future__ import annotations

import json
import socket
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.utils.translation import gettext as _

from maru.kit.checks import Finding, good, warning, wrong
from maru.project.environment import Environment


def ports() -> Iterator[Finding]:
    environment = Environment()
    names = [("MARU_PORT", "MARU_BIND"), ("MARU_SMTP_PORT", "MARU_SMTP_BIND")]
    runs = _is_maru(environment["MARU_BIND"], environment.number("MARU_PORT"))
    if runs:
        yield good(_("Maru is running at %(url)s.") % {"url": settings.PUBLIC_URL})
        return
    for name, bind in names:
        port = environment.number(name)
        if port and (why := _taken(environment[bind], port)):
            yield wrong(
                _("Port %(port)s cannot be opened: %(why)s") % {"port": port, "why": why},
                _("Stop the other program, or set %(name)s to another port.") % {"name": name},
            )


def bell() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        return
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3) as connection:
            connection.ping()
        yield good(_("Redis answers."))
    except (redis.RedisError, ValueError) as error:
        yield warning(
            _("Redis does not answer: %(error)s") % {"error": error},
            _("Maru works without it, a few seconds slower. Start it, or unset MARU_REDIS_URL."),
        )


def relay() -> Iterator[Finding]:
    if not settings.MAIL_OUT:
        yield good(_("No mail relay is set: what would go out is kept on the Mailbox page."))
        return
    parts = urlsplit(settings.MAIL_OUT)
    port = parts.port or (465 if parts.scheme == "smtps" else 25)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=5):
            yield good(_("The mail relay %(host)s answers.") % {"host": f"{parts.hostname}:{port}"})
    except OSError as error:
        yield warning(
            _("The mail relay %(host)s does not answer: %(error)s")
            % {"host": f"{parts.hostname}:{port}", "error": error},
            _("Answers wait and go out later. Look at MARU_MAIL_OUT and the firewall."),
        )


def address() -> Iterator[Finding]:
    if settings.DEBUG:
        yield warning(
            _("MARU_DEBUG is on: error pages show what is inside."), _("Unset MARU_DEBUG.")
        )
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    if settings.PUBLIC_URL.startswith("http://") and host not in {"localhost", "127.0.0.1", "::1"}:
        yield warning(
            _("%(url)s is not encrypted: passwords can be read on the way.")
            % {"url": settings.PUBLIC_URL},
            _("Put a proxy with a certificate in front and set MARU_URL to https://..."),
        )
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield warning(_("The styles and scripts of the pages are not built."), _("Run: bin/setup"))


def _is_maru(host: str, port: int) -> bool:
    reach = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
    try:
        with urllib.request.urlopen(f"http://{reach}:{port}/health", timeout=3) as answer:
            return "parts" in json.load(answer)
    except (OSError, ValueError):
        return False


def _taken(host: str, port: int) -> str:
    try:
        with socket.create_server((host, port)):
            return ""
    except OSError as error:
        return str(error)
