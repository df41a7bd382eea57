"""The whole schema, guessed at (S20, S21): no fault of ours, no error of the database."""

import re

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken, Member
from maru.surfaces.api.application import build
from maru.surfaces.api.tests.cast import ApiTestCase

# Calls of each operation, of each kind. PostgreSQL is the stricter: it has no NUL and no number
# without end.
EXAMPLES = 5 if connection.vendor == "postgresql" else 4
load_all_checks()
KNOWN = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
         "response_schema_conformance")  # fmt: skip


class FuzzTests(ApiTestCase):
    def setUp(self):
        # The application would close the connection that this test's transaction lives on.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
            self.addCleanup(signal.connect, close_old_connections)
        schema = build().get_openapi_schema(path_prefix="/api/v1/")
        self.schema = schemathesis.openapi.from_dict(schema)
        self.schema.app = get_wsgi_application()
        token = ApiToken.issue(self.sora, SCOPES)
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        self.mail_in(b"From: haneul.kim@example.com\r\nSubject: x\r\n\r\nhello\r\n")

    def test_no_guess_ends_in_a_fault_or_outside_the_schema(self):
        before = self.untouched()
        for found in self.schema.get_all_operations():
            operation = found.ok()
            for generation in (schemathesis.GenerationMode.POSITIVE,
                               schemathesis.GenerationMode.NEGATIVE):  # fmt: skip
                self.guess(operation.as_strategy(generation_mode=generation))
        self.assertEqual(self.untouched(), before)

    def untouched(self):
        """Return what no operation of the API writes at all: how people and programs get in."""
        return [
            list(Member.objects.order_by("pk").values("email", "password")),
            list(ApiToken.objects.values("token_hash", "scopes", "member_id")),
        ]  # fmt: skip

    def guess(self, strategy):
        @given(case=strategy)
        @settings(
            max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def call(case):
            response = case.call(headers=self.headers)
            # 507 is no fault: a guessed upload is larger than the disk of whoever runs this.
            if response.status_code != 507:
                self.assertLess(response.status_code, 500, f"{case.method} {case.path}")
            self.assertNotRegex(response.text, re.compile(r"sqlite|psycopg|Traceback"))
            if response.status_code >= 400:
                self.assertEqual(
                    set(response.json()["error"]), {"code", "message", "fields"}, response.text
                )
            else:
                case.validate_response(
                    response, checks=[c for c in CHECKS.get_all() if c.__name__ in KNOWN]
                )

        call()
