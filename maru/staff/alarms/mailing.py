"""The mail of an alarm goes straight to a server: the outbox may be what is stuck."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from maru.staff.company.models import Company

PATIENCE = 20  # seconds


def mail_alarm(sentence: str) -> None:
    """Hand one mail to the server of MARU_ALARM_SMTP. Raises OSError, SMTPException."""
    parts = urlsplit(settings.ALARM_SMTP)
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname or "localhost",
        port=parts.port or (465 if parts.scheme == "smtps" else 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        timeout=PATIENCE,
    )
    company = Company.here()
    with override(company.language if company else "en"):
        EmailMessage(
            _("Maru needs you: %(what)s") % {"what": sentence},
            f"{sentence}\n\n{settings.PUBLIC_URL}/health\n",
            settings.ALARM_MAIL[0],
            settings.ALARM_MAIL,
            connection=connection,
        ).send()
