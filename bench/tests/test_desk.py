import gzip
import unittest

from bench.desk.browser import Waited
from bench.desk.day import WARMING, Taken
from bench.desk.serving import Server, named_in
from bench.measures.desk import OPEN, waited_row


def waited(whole: float, *, is_ahead: bool = False) -> Waited:
    return Waited(whole=whole, asked=5, answered=40, first_paint=0, is_ahead=is_ahead)


class DeskTests(unittest.TestCase):
    def test_the_middle_opening_decides_and_the_first_ones_do_not_count(self):
        taken = Taken()
        for whole in [900.0] * WARMING + [80.0] * 19 + [400.0]:
            taken.note(waited(whole, is_ahead=whole < 100), 30.0)
        row = waited_row("open_ticket", taken.without_warming(), f"<= {OPEN}", "Enter")
        self.assertEqual((row.value, row.beside), (80.0, {"server": 30.0}))
        self.assertIs(row.holds, True)
        self.assertIn("asked after 5, answered 40, painted 80", row.note)
        self.assertIn("19 of 20 were here before the press", row.note)

    def test_what_a_page_loads_is_read_from_the_page_and_not_what_it_may_load_later(self):
        page = (
            '<link rel="icon" href="/static/a.svg"><link rel="stylesheet" href="/static/a.css">'
            '<script src="/static/a.js" defer></script><textarea data-editor="/static/editor.js">'
        )
        self.assertEqual(named_in(page), ["/static/a.js", "/static/a.css"])

    def test_what_is_not_sent_compressed_is_weighed_as_gzip_would(self):
        script = b"let a = 1;" * 1000
        for sent in (script, gzip.compress(script, 6)):
            server = Server(0, {"name": "a", "value": "b"})
            server._ask = lambda *_asked, sent=sent: sent  # type: ignore[method-assign]
            self.assertEqual(server._weight("/static/a.js"), len(gzip.compress(script, 6)))
