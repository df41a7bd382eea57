"""`maru` without a command: complete, in both languages, and no wider than a terminal."""

import re
from unicodedata import east_asian_width

import pytest
from django.core.management import get_commands
from django.utils import translation

from maru.project.command.overview import WIDTH, overview


@pytest.mark.parametrize(("language", "word"), [("en", "database"), ("ko", "데이터베이스")])
def test_it_speaks_both_languages_within_a_terminal(language, word):
    with translation.override(language):
        lines = overview().splitlines()
    assert any(word in line for line in lines)
    for line in lines:
        assert sum(1 + (east_asian_width(each) in "WF") for each in line) <= WIDTH, line


def test_it_names_the_commands_that_exist():
    ours = {name for name, app in get_commands().items() if app.startswith("maru.")}
    with translation.override("en"):
        named = set(re.findall(r"^maru ([a-z]+)", overview(), re.MULTILINE))
    assert ours == named | {"single"}  # which `serve --single` is
