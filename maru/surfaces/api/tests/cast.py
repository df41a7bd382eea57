"""The cast with API tokens: ``self.api(member)`` speaks for a member, with all scopes or some."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken, Member
from maru.support.tickets.tests.cast import SupportTestCase


class Caller:
    """A program with a token. Every method returns Django's test response."""

    def __init__(self, token: str, **headers: str) -> None:
        self.token = token
        self.client = Client(raise_request_exception=True)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.headers.update({name.replace("_", "-"): value for name, value in headers.items()})

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def send(self, method: str, path: str, data: Any = None, **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(data) if data is not None else "",
            "application/json",
            headers={**self.headers, **named},
        )

    def post(self, path: str, data: Any = None, **headers: str) -> HttpResponse:
        return self.send("POST", path, data, **headers)

    def patch(self, path: str, data: Any, **headers: str) -> HttpResponse:
        return self.send("PATCH", path, data, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.send("DELETE", path, None, **headers)

    def upload(self, name: str, data: bytes, **headers: str) -> HttpResponse:
        from django.core.files.uploadedfile import SimpleUploadedFile

        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.client.post(
            "/api/v1/files", {"file": SimpleUploadedFile(name, data)},
            headers={**self.headers, **named},
        )  # fmt: skip


class ApiTestCase(SupportTestCase):
    def api(self, member: Member, *scopes: str, **headers: str) -> Caller:
        return Caller(ApiToken.issue(member, list(scopes or SCOPES)), **headers)
