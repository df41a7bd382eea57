"""Runs inside an installation: signs the agent in COUNT times; prints the session cookies."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.conf import settings
from django.test import Client

from bench.product import AGENT
from maru.staff.members.models import Member

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

if __name__ == "__main__":
    member = Member.objects.get(email=AGENT)
    cookies = []
    for _ in range(int(sys.argv[1])):
        client = Client()
        client.force_login(member, BACKEND)
        cookies.append(
            f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        )
    sys.stdout.write(json.dumps(cookies))
