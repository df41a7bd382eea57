"""A form with secrets goes over TLS, or to a host that the operator opened (S9)."""

from unittest.mock import patch

from django.test import SimpleTestCase

from maru.kit.http import posting
from maru.kit.http.posting import NotPosted, post_form

REFUSED = [
    ("http://8.8.8.8/token", []),
    ("http://8.8.8.8/token", ["127.0.0.1/32"]),  # what is opened is another one
    ("https://127.0.0.1/token", []),
    ("https://169.254.169.254/latest/", ["127.0.0.1/32"]),
    ("https://[::ffff:10.0.0.1]/", ["127.0.0.1/32"]),
    ("file:///etc/passwd", ["127.0.0.1/32"]),
    ("https:///token", []),
]


class PostingTests(SimpleTestCase):
    def test_nothing_is_even_connected_to(self):
        for url, opened in REFUSED:
            with (
                self.subTest(url),
                patch.object(posting, "PinnedConnection", side_effect=AssertionError(url)),
                self.assertRaises(NotPosted),
            ):
                post_form(url, {"secret": "x"}, opened=opened, seconds=1)
