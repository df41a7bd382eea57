from typing import Any

from django.core.management.base import BaseCommand

from maru.project.processes.mail import listen_for_mail


class Command(BaseCommand):
    help = "Listen for mail on MARU_SMTP_PORT."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        listen_for_mail()
