"""Payloads in every field of every form that a page shows (S6): a new form joins by itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import html5lib

from maru.kit.mailparse.tests.hostile import PAYLOADS, WORDS
from maru.kit.mailparse.tests.inert import dangers
from maru.project.tests.routes import routes
from maru.support.tickets.tests.cast import SupportTestCase

# What would end the walk: signing out, and what a member may do to their own way in.
LEFT_ALONE = ("sign-out", "password", "passkeys", "second-step", "sessions", "deactivat", "demo")
WRITTEN = {"text", "search", "email", "url", "tel", ""}
Form = tuple[str, dict[str, str], list[str]]  # address, what stands in it, fields one writes in


def forms(html: str, page: str) -> Iterator[Form]:
    """Yield each form of a page, as a browser would send it."""
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    for form in tree.iter("form"):
        if (form.get("method") or "").lower() != "post" and not form.get("hx-post"):
            continue
        values, written = {}, []
        for field in form.iter():
            name, kind = field.get("name"), (field.get("type") or "").lower()
            if not name:
                continue
            if field.tag == "textarea" or (field.tag == "input" and kind in WRITTEN):
                written.append(name)
            if field.tag == "select":
                chosen = [o.get("value", "") for o in field.iter("option")]
                values[name] = next((value for value in chosen if value), "")
            elif kind not in {"checkbox", "radio", "file"} or field.get("checked") is not None:
                values[name] = field.get("value") or ""
        yield form.get("hx-post") or form.get("action") or page, values, written


class FormTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)
        self.payloads = cycle([*WORDS, *PAYLOADS[::13]])
        plain = [route.path(()) for route in routes() if not route.words]
        self.pages = [path for path in plain if not path.startswith(("/api/", "/demo/"))]
        self.pages += [f"/tickets/{self.ticket.pk}/", f"/customers/{self.kim.pk}/"]
        self.pages = [path for path in self.pages if not any(w in path for w in LEFT_ALONE)]

    def test_every_form_takes_or_refuses_them_as_words(self) -> None:
        filled = set()
        for page in self.pages:
            for address, values, written in forms(self.shown(page), page):
                if not written or any(word in address for word in LEFT_ALONE):
                    continue
                for field in written:
                    data = {**values, **dict.fromkeys(written, "글"), field: next(self.payloads)}
                    answer = self.client.post(address, data)
                    self.inert(answer, f"{address} {field}")
                    filled.add((address, field))
        self.assertGreater(len(filled), 15)
        for page in self.pages:
            self.shown(page)

    def shown(self, page: str) -> str:
        answer = self.client.get(page)
        return self.inert(answer, page) if answer.status_code == 200 else ""

    def inert(self, answer: Any, where: str) -> str:
        self.assertLess(answer.status_code, 500, where)
        if "html" not in answer.get("Content-Type", "") or answer.streaming:
            return ""
        html: str = answer.content.decode()
        self.assertEqual(dangers(html), [], where)
        return html
