"""`maru check` as an operator sees it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.core.management import call_command

from maru.kit.blobs import store
from maru.kit.checks import Level
from maru.project.checks import database, disk
from maru.project.checks.environment import bad_values, unknown_names
from maru.project.environment import REPOSITORY
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import SupportTestCase


def maru(*arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as home:
        facts = {"MARU_HOME": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **values}
        return subprocess.run(
            [sys.executable, "-m", "maru", *arguments],
            cwd=REPOSITORY, env=facts, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip


def test_a_misspelt_setting_is_told_with_what_was_meant():
    (finding,) = unknown_names({"MARU_PROT": "1", "MARU_CI": "1", "PATH": "/"})
    assert "MARU_PROT" in finding.text
    assert "MARU_PORT" in finding.mend


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MARU_PORT", "abc"), ("MARU_PORT", "70000"), ("MARU_SMTP_PORT", "-1"),
        ("MARU_MAIL_MAX_MB", "0"), ("MARU_DEMO", "maybe"), ("MARU_URL", "desk.example.com"),
        ("MARU_MAIL_OUT", "mail.example.com:25"), ("MARU_DATABASE_URL", "mysql://x/y"),
        ("MARU_REDIS_URL", "http://x"), ("MARU_TRUSTED_PROXIES", "10.0.0.0/8, nonsense"),
        ("MARU_SMTP_CERT", "/nowhere.pem"), ("MARU_HOME", "/dev/null/maru"),
        ("MARU_SECRET_KEY", "changeme"), ("MARU_SECRET_KEY", "django-insecure"),
        ("MARU_SECRET_KEY", "x" * 64), ("MARU_FILES_HOST", "https://files.example.com"),
        ("MARU_FILES_HOST", "files.example.com"),  # without MARU_URL
    ],
)  # fmt: skip
def test_a_value_that_cannot_work_is_an_error(name, value, tmp_path):
    findings = list(bad_values({"MARU_HOME": str(tmp_path), name: value}))
    assert findings
    assert all(finding.level is Level.ERROR and finding.mend for finding in findings)


def test_the_files_host_is_another_host(tmp_path):
    values = {"MARU_HOME": str(tmp_path), "MARU_URL": "https://desk.example.com"}
    for host, wrongs in [("desk.example.com:8443", 1), ("a/b", 1), ("files.example.com", 0)]:
        assert len(list(bad_values({**values, "MARU_FILES_HOST": host}))) == wrongs, host


def test_good_values_are_not_spoken_of(tmp_path):
    values = {
        "MARU_HOME": str(tmp_path / "new"), "MARU_PORT": "8000", "MARU_SMTP_PORT": "0",
        "MARU_URL": "https://desk.example.com", "MARU_MAIL_OUT": "smtp://u:p@mail.example.com:587",
        "MARU_DATABASE_URL": "postgres://maru@/maru?host=/run", "MARU_TRUSTED_PROXIES": "10.0.0.1",
        "MARU_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    }  # fmt: skip
    assert not list(bad_values(values))


def test_a_password_in_a_wrong_value_is_not_shown(tmp_path):
    values = {"MARU_HOME": str(tmp_path), "MARU_MAIL_OUT": "http://u:secret@host"}
    assert "secret" not in "".join(map(str, bad_values(values)))


def test_a_new_installation_is_told_what_to_do_and_exits_with_1():
    done = maru("check", MARU_PORT="0001", MARU_SMTP_PORT="0")
    assert done.returncode == 1
    assert "bin/maru upgrade" in done.stdout
    assert "Traceback" not in done.stderr


def test_no_command_starts_with_bad_values_and_each_says_so_in_plain_words():
    for values in ({"MARU_MAIL_MAX_MB": "viel"}, {"MARU_PORT": "99999"}):
        done = maru("token", "x@example.com", LC_ALL="ko_KR.UTF-8", **values)
        assert done.returncode == 2
        assert next(iter(values)) in done.stderr
        assert "정수여야 합니다" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_djangos_own_check_still_answers_to_its_options(capsys):
    call_command("check", "--list-tags")
    assert "models" in capsys.readouterr().out


class FilesTests(SupportTestCase):
    def setUp(self):
        self.mail_in(b"From: a@example.com\r\nSubject: x\r\n\r\nhello\r\n")
        self.path = Path(store().path(Envelope.objects.get().sha256))
        self.kept = self.path.read_bytes()
        self.addCleanup(self.path.write_bytes, self.kept)

    def levels(self, *, every):
        return [finding.level for finding in disk.files(every=every)]

    def test_a_missing_file_is_found_by_a_sample_too(self):
        self.path.unlink()
        self.assertEqual(self.levels(every=False), [Level.ERROR])

    def test_a_changed_file_is_found_when_all_are_read(self):
        self.path.chmod(0o600)
        self.path.write_bytes(b"changed")
        self.assertIn(Level.ERROR, self.levels(every=True))

    def test_the_database_of_the_tests_is_in_order(self):
        self.assertIsNone(database.unreachable())
        levels = {finding.level for finding in database.database()}
        self.assertEqual(levels, {Level.GOOD})


def test_what_maru_writes_is_for_its_own_user_alone(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    done = maru("migrate", "contenttypes", MARU_HOME=str(home))  # all of it takes ten seconds more
    assert done.returncode == 0, done.stderr
    readable = [path for path in home.rglob("*") if path.stat().st_mode & 0o077]
    assert (home / "maru.sqlite3").exists()
    assert not readable


def test_a_weak_key_is_refused_before_anything_begins(tmp_path):
    done = maru("migrate", MARU_HOME=str(tmp_path / "home"), MARU_SECRET_KEY="secret")
    assert done.returncode == 2
    assert "MARU_SECRET_KEY" in done.stderr
    assert "secret)" not in done.stderr
