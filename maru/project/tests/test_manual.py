"""What the manual tells people to type works as it stands."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import pytest
from django.conf import settings
from django.test import TransactionTestCase

from maru.project.environment import REPOSITORY
from maru.project.tests.serving import served
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken
from maru.support.tickets.tests.cast import SupportTestCase

# Not every machine has jq; the examples need no more of it than this.
JQ = """import json, re, sys
value = json.load(sys.stdin)
for part in re.findall(r"\\w+", sys.argv[-1]):
    value = value[int(part) if part.isdigit() else part]
print(value)"""

PRELUDE = """set -e -o pipefail
curl() { command curl -sS --fail-with-body "$@"; echo; }
jq() { "$PYTHON" "$JQ" "$@"; }
"""


def examples(language: str) -> str:
    page = (REPOSITORY / "docs" / "manual" / language / "api.md").read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL))


@unittest.skipUnless(shutil.which("curl"), "no curl is installed (bin/setup --servers)")
class ManualTests(TransactionTestCase):
    reset_sequences = True

    def test_the_korean_examples_work(self):
        self.run_examples("ko")

    def test_the_english_examples_work(self):
        self.run_examples("en")

    def run_examples(self, language: str) -> None:
        self.assertGreater(examples(language).count("curl"), 14)
        cast = type("Cast", (SupportTestCase,), {})
        cast.setUpTestData()
        token = ApiToken.issue(cast.minho, SCOPES)  # a lead, who may export
        with served() as address, tempfile.TemporaryDirectory() as folder:
            jq = Path(folder, "jq.py")
            jq.write_text(JQ)
            facts = {
                "MARU": f"http://{address}/api/v1", "AUTH": f"Authorization: Bearer {token}",
                "PYTHON": sys.executable, "JQ": str(jq), "PATH": os.environ["PATH"],
            }  # fmt: skip
            done = subprocess.run(
                ["bash", "-c", PRELUDE + examples(language)],
                cwd=folder, env=facts, capture_output=True, text=True, timeout=240, check=False,
            )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)


@pytest.mark.parametrize("name", ["ko", "en"])
def test_the_manual_names_every_scope(name):
    page = (REPOSITORY / "docs" / "manual" / name / "api.md").read_text(encoding="utf-8")
    assert all(f"`{scope}`" in page for scope in SCOPES)
    assert settings.PUBLIC_URL not in page
