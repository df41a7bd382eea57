"""What an agent does again and again, done in the browser and asked of the server alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice

from bench.desk.browser import Desk, Place, Waited, bare_desk_at, desk_at
from bench.desk.serving import SWAP, Server

LISTS = ("open", "unassigned", "all")  # views that a seeded company has enough tickets in
IN_ONE_LIST = 20  # tickets opened from one list before another is gone to
LOOKED_AT = 250  # ms that somebody reads a row before they open it
WARMING = 4

WORDS = {
    True: "안녕하세요. 확인해 보고 말씀드리겠습니다.",
    False: "Hello, we will look at it and write to you again.",
}
IS_KOREAN = """() => {
  const said = ".message:not(.message--note, .message--agent) .message-body";
  return /[가-힣]/.test([...document.querySelectorAll(said)].at(-1)?.textContent ?? "");
}"""
FIELDS = """([text]) => {
  const form = document.getElementById("composer");
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string");
  const kept = fields.filter(([name]) => !["text", "html"].includes(name));
  return [...kept, ["text", text], ["came_from", document.getElementById("came-from").value]];
}"""


@dataclass
class Taken:
    """What a person waited, and milliseconds of the server alone, of the same requests."""

    waited: list[Waited] = field(default_factory=list)
    server: list[float] = field(default_factory=list)

    def note(self, waited: Waited, server: float) -> None:
        self.waited.append(waited)
        self.server.append(server)

    def without_warming(self) -> Taken:
        return Taken(self.waited[WARMING:], self.server[WARMING:])


def open_tickets(place: Place, server: Server, count: int, *, looked_at: int) -> Taken:
    """Open so many tickets: J to the next row, a look at it, Enter."""
    taken = Taken()
    with bare_desk_at(place) as desk:
        for number in range(count + WARMING):
            if number % IN_ONE_LIST == 0:
                view = LISTS[number // IN_ONE_LIST % len(LISTS)]
                desk.go(f"/tickets/?view={view}")
            desk.tab.press("j")
            desk.tab.pause(looked_at / 1000)
            path = desk.tab.value("document.activeElement.getAttribute('href')")
            ticket = path.partition("?")[0].strip("/").rpartition("/")[2]
            content = f'[data-tell-seen$="/{ticket}/seen/"] #thread .message'
            waited = desk.waited(content, lambda: desk.tab.press("Enter"))
            desk.settle()
            taken.note(waited, server.took(path))
    return taken.without_warming()


def change_views(place: Place, server: Server, count: int) -> Taken:
    """Click on the tabs above the list, one after the other."""
    with desk_at(place) as desk:
        return _change_views(desk, server, count)


def _change_views(desk: Desk, server: Server, count: int) -> Taken:
    taken = Taken()
    desk.go(f"/tickets/?view={LISTS[0]}")
    for view in islice(cycle([*LISTS[1:], LISTS[0]]), count + WARMING):
        tab = desk.page.locator(f'#inbox-tabs a[href*="view={view}"]').first
        shown = f'#main:not([data-bench-old]):has(#inbox-tabs [aria-current][href*="view={view}"])'
        desk.page.evaluate("() => document.getElementById('main').dataset.benchOld = ''")
        waited = desk.waited(f"{shown} [data-row]", tab.click)
        desk.settle()
        taken.note(waited, server.took(f"/tickets/?view={view}", SWAP))
    return taken.without_warming()


def send_replies(place: Place, server: Server, count: int) -> Taken:
    """Answer so many tickets of the list by Ctrl+Enter, and each once more without a browser."""
    with desk_at(place) as desk:
        return _send_replies(desk, server, count)


def _send_replies(desk: Desk, server: Server, count: int) -> Taken:
    taken = Taken()
    paths = _answerable(desk)
    for number in range(count + WARMING):
        path = next(paths)
        desk.go(path)
        desk.page.keyboard.press("r")
        desk.page.wait_for_timeout(LOOKED_AT)  # the editor comes
        words = WORDS[
            desk.page.evaluate(IS_KOREAN)
        ]  # else Maru asks whether that language is meant
        desk.page.keyboard.insert_text(f"{words} ({number})")
        before = desk.page.locator("#thread .message--agent").count()
        sent = f":nth-child({before + 1} of .message--agent)"
        waited = desk.waited(f"#thread {sent}", lambda: desk.page.keyboard.press("Control+Enter"))
        desk.settle()
        fields = desk.page.evaluate(FIELDS, [f"{words} {words} ({number})"])
        action = desk.page.locator("#composer").get_attribute("action") or ""
        cookies = "; ".join(f"{c['name']}={c['value']}" for c in desk.page.context.cookies())
        taken.note(waited, server.took_form(action, fields, cookies))
    return taken.without_warming()


def _answerable(desk: Desk) -> Iterator[str]:
    """Give tickets from the lists whose requester can be written to."""
    hrefs = "links => links.map(link => link.getAttribute('href'))"
    for view in LISTS:
        desk.go(f"/tickets/?view={view}")
        yield from desk.page.locator("#inbox-rows [data-row] a").evaluate_all(hrefs)


Act = Callable[[Place, Server, int], Taken]
