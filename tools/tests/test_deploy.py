"""The files of deploy/ name only settings, commands and paths that exist."""

import re
import shutil
import subprocess

import pytest
from django.core.management import get_commands

from maru.project.environment import SETTINGS
from tools.stamps import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
# Each runs one of them; the others are Django's own.
STARTED = re.compile(r"^ExecStart(?:Pre)?=/opt/maru/bin/maru (\w+)", re.MULTILINE)


def test_every_setting_exists():
    known = {setting.name for setting in SETTINGS}
    for path in FILES:
        named = set(re.findall(r"\bMARU_[A-Z_]+\b", path.read_text()))
        assert named <= known, path


def test_every_command_exists_and_each_part_has_a_unit():
    commands = [name for path in UNITS for name in STARTED.findall(path.read_text())]
    assert set(commands) <= set(get_commands())
    assert {"serve", "web", "live", "mail", "worker"} <= set(commands)
    assert '["/opt/maru/bin/maru"]' in (DEPLOY / "container" / "Containerfile").read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_understands_the_units(tmp_path):
    for path in UNITS:
        here = path.read_text().replace("/opt/maru", str(REPOSITORY)).replace("User=maru", "")
        (tmp_path / path.name).write_text(here)
    instances = [name.replace("@", "@1") for name in (path.name for path in UNITS)]
    for name in instances:
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", tmp_path / name],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        ours = [line for line in done.stderr.splitlines() if "maru" in line]
        assert not ours, name
        assert done.returncode == 0, done.stderr


def test_the_container_copies_what_set_up_needs_and_nothing_of_a_machine():
    ignored = (REPOSITORY / ".dockerignore").read_text().split()
    assert {".git", ".venv", "build", "data"} <= set(ignored)
    compose = (DEPLOY / "container" / "compose.yaml").read_text()
    assert "password" not in compose.lower().replace("postgres_password", "")
