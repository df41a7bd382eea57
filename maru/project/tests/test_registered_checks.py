from collections.abc import Iterator

from django.test import SimpleTestCase

from maru.kit.checks import Finding, Level, check, good, registry
from maru.project.checks.registered import registered


class RegisteredChecksTests(SimpleTestCase):
    def setUp(self) -> None:
        before = dict(registry._looks)
        registry._looks.clear()
        self.addCleanup(lambda: (registry._looks.clear(), registry._looks.update(before)))

    def test_a_look_that_fails_is_a_finding_and_the_next_goes_on(self) -> None:
        @check("torn")
        def torn() -> Iterator[Finding]:
            yield good("begun")
            raise ConnectionError("nobody there")

        @check("whole")
        def whole() -> Iterator[Finding]:
            yield good("whole")

        found = list(registered())
        self.assertEqual([f.level for f in found], [Level.GOOD, Level.ERROR, Level.GOOD])
        self.assertIn("torn", found[1].text)
        self.assertIn("nobody there", found[1].text)
