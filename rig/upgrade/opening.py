"""`python -m rig.upgrade.opening EMAIL PASSWORD`: signs in and opens pages; prints what failed."""

from __future__ import annotations

import json
import os
import sys

import django
from django.test import Client

PAGES = ("/", "/tickets/?q=a", "/customers/", "/console/", "/api/v1/openapi.json")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
    django.setup()
    from django.conf import settings
    from django.urls import reverse

    from maru.support.tickets.models import Ticket

    settings.ALLOWED_HOSTS = ["*"]
    browser = Client(raise_request_exception=False)
    given = {"login": sys.argv[1], "password": sys.argv[2]}
    answer = browser.post(reverse("account_login"), given, follow=True)
    failed = [] if answer.wsgi_request.user.is_authenticated else ["sign-in"]
    tickets = [f"/tickets/{number}/" for number in Ticket.objects.values_list("pk", flat=True)]
    for page in [*PAGES, *tickets]:
        status = browser.get(page, follow=True).status_code
        failed += [f"{page} {status}"] if status != 200 else []
    print(json.dumps({"opened": len(PAGES) + len(tickets), "failed": failed}))


if __name__ == "__main__":
    main()
