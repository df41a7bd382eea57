"""What every template and every style sheet of Maru keeps to."""

import ast
import re
from pathlib import Path

from django.test import SimpleTestCase

import maru
from maru.kit.ui.templates import template_dirs

ROOT = Path(maru.__file__).resolve().parents[1]
ASSETS = ROOT / "assets"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:oklch|oklab|rgba?|hsla?|lab|lch|hwb)\(")
INLINE = re.compile(
    r"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*[\"']|\shx-on|javascript:|<script(?![^>]*\ssrc=)|hx-vals='?\"?js:",
    re.IGNORECASE,
)
TRANSLATES = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
ICON = re.compile(r"""(?:\bicon\(\s*|\bicon_name\s*=\s*|\bicon_button\(\s*)["']([a-z]+)["']""")


def templates():
    return [path for folder in template_dirs() for path in sorted(folder.rglob("*.html"))]


def relative(path):
    return str(path.relative_to(ROOT))


class TemplateTests(SimpleTestCase):
    def check(self, says):
        broken = [f"{relative(path)}: {why}" for path in templates() for why in says(path)]
        self.assertEqual(broken, [])

    def test_none_has_inline_style_or_script(self):
        # A mail's or a page's own code would be refused by the content policy.
        self.check(lambda path: INLINE.findall(path.read_text()))

    def test_partials_say_first_what_they_need(self):
        def missing(path):
            partial = path.name.startswith("_") or path.parent.name == "ui"
            if partial and not path.read_text().startswith("{# Needs: "):
                yield "its first line does not say what it needs"

        self.check(missing)

    def test_every_icon_exists(self):
        known = {path.stem for path in (ASSETS / "icons").glob("*.svg")}
        self.check(lambda path: sorted(set(ICON.findall(path.read_text())) - known))


class WordsTests(SimpleTestCase):
    def test_none_stand_in_an_f_string_where_no_catalogue_finds_them(self):
        found = []
        for path in sorted((ROOT / "maru").rglob("*.py")):
            nodes = ast.walk(ast.parse(path.read_text()))
            strings = (node for node in nodes if isinstance(node, ast.JoinedStr))
            lines = (node.lineno for node in strings if TRANSLATES & called_in(node))
            found += [f"{relative(path)}:{line}" for line in lines]
        self.assertEqual(found, [])


def called_in(node):
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return {function.id for function in calls if isinstance(function, ast.Name)}


class StyleTests(SimpleTestCase):
    def test_colours_are_tokens(self):
        broken = [
            f"{relative(path)}: {colour}"
            for path in sorted((ASSETS / "css").rglob("*.css"))
            if path.name != "tokens.css"
            for colour in COLOUR.findall(path.read_text())
        ]
        self.assertEqual(broken, [])

    def test_every_component_is_bundled_and_layered(self):
        bundle = (ASSETS / "css" / "maru.css").read_text()
        for path in (ASSETS / "css").glob("*/*.css"):
            with self.subTest(relative(path)):
                self.assertIn(f'"./{path.parent.name}/{path.name}"', bundle)
                self.assertTrue(path.read_text().startswith("@layer "))

    def test_every_token_used_is_defined(self):
        text = {path: path.read_text() for path in (ASSETS / "css").rglob("*.css")}
        defined = {name for css in text.values() for name in re.findall(r"(--[\w-]+)\s*:", css)}
        for path, css in text.items():
            with self.subTest(relative(path)):
                self.assertEqual(set(re.findall(r"var\((--[\w-]+)", css)) - defined, set())


class BehaviourTests(SimpleTestCase):
    def test_every_behaviour_is_bundled(self):
        bundle = (ASSETS / "ts" / "maru.ts").read_text()
        apart = {
            "maru",
            "theme",
            "csrf",
            "keyboard",
            "pane-widths",
            "acting",
            "matching",
            "inline-picker",
            "page-actions",
            "format-bar",
            "pick-list",
            "usual",
            "bytes",
            "form-words",
            "webform",
            "webform-embed",
            "push-worker",
            "fill-icon",
            "mark-words",
            "send-picture",
            "when-quiet",
            "editor-bundle",
        }  # entries, or used
        for path in (ASSETS / "ts").glob("*.ts"):
            if path.stem not in apart:
                with self.subTest(path.stem):
                    self.assertIn(f'"./{path.stem}"', bundle)
