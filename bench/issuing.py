"""Runs inside an installation: prints an API token of the agent, as JSON."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from bench.product import AGENT
from maru.staff.members.models import ApiToken, Member

if __name__ == "__main__":
    member = Member.objects.get(email=AGENT)
    token = ApiToken.issue(member, ["tickets:read", "tickets:write"])
    sys.stdout.write(json.dumps(token))
