from django.test import SimpleTestCase

from maru.kit.search.asked import Asked, Term, Word
from maru.kit.search.snippets import snippet


def asked(*terms: str) -> Asked:
    return Asked(tuple(Word(((Term(term),),)) for term in terms))


def shown(stretches) -> str:
    return "".join(f"[{each.text}]" if each.is_found else each.text for each in stretches)


class SnippetTests(SimpleTestCase):
    def test_every_form_of_a_word_is_marked(self):
        found = snippet("어제 환불했는데 환불은 언제 되나요", asked("환불"))
        self.assertEqual(shown(found), "어제 [환불했는데] [환불은] 언제 되나요")

    def test_what_stands_far_behind_is_shown_with_what_is_around_it(self):
        text = "앞말 " * 200 + "kettle " + "뒷말 " * 200
        found = shown(snippet(text, asked("kettl"), length=60))
        self.assertTrue(found.startswith("… 앞말"), found)
        self.assertIn("[kettle]", found)
        self.assertTrue(found.endswith(" …"), found)
        self.assertLess(len(found), 80)

    def test_the_beginning_is_shown_where_nothing_is_found(self):
        found = shown(snippet("가나다 " * 100, asked("환불"), length=20))
        self.assertTrue(found.startswith("가나다 가나다"), found)
        self.assertNotIn("[", found)
        self.assertEqual(snippet("", asked("환불")), [])
