"""Every key that acts on the desk is told of by the list that "?" opens."""

import re

from django.test import SimpleTestCase

from maru.kit.ui.templates import ROOT

PAGES = ["surfaces/desk", "support/tickets", "kit/ui"]
KEYS = re.compile(r"""\b(?:key|data[-_]key|data[-_]row[-_]key)="([^"{]+)\"""")
SHOWN = re.compile(r"""\("([^"]+)", _\(""")


def in_words(keys):
    return keys.replace("shift+", "⇧ ").replace("mod+", "ctrl ").replace(",", " ")


class KeysTests(SimpleTestCase):
    def test_each_is_shown(self):
        listed = (ROOT / "surfaces/desk/templates/desk/_keys.html").read_text()
        shown = set(SHOWN.findall(listed))
        for page in PAGES:
            for path in sorted((ROOT / page / "templates").rglob("*.html")):
                if path.stem in {"_keys", "catalogue"}:
                    continue
                for keys in KEYS.findall(path.read_text()):
                    told = {in_words(each) for each in keys.split()}
                    with self.subTest(f"{path.name}: {keys}"):
                        self.assertTrue(told & shown)
