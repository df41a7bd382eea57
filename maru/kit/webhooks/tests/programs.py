"""The other sides on loopback, as they document their webhooks, limits and errors included.

Slack: api.slack.com/messaging/webhooks. Teams: "Create incoming webhooks with Workflows". A
program that verifies by the library of Standard Webhooks.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from maru.kit.http.tests.loopback import Speaking, serving

SLACK = "/services/T000/B000/secret-of-slack"
TEAMS = "/workflows/1/triggers/manual/paths/invoke?api-version=1&sig=secret-of-teams"
PLAIN = "/hear"
PATIENCE = 50  # seconds that an answer is held back at most


class Programs:
    """``faults``: what is answered to the next calls: a status, (status, what is said), (status,
    what is said, headers), "drop" once it was taken, "silent". ``heard``: what was taken.
    ``holds``: path -> so many must be heard before anything is answered there."""

    def __init__(self) -> None:
        self.url = ""
        self.secret = ""
        self.faults: list[object] = []
        self.holds: dict[str, int] = {}
        self.news = threading.Condition()
        self.heard: list[dict] = []
        self.idents: list[str] = []
        self.asked = 0

    @property
    def slack(self) -> str:
        return self.url + SLACK

    @property
    def teams(self) -> str:
        return self.url + TEAMS

    @property
    def plain(self) -> str:
        return self.url + PLAIN

    def take(self, speaking: Speaking, body: bytes) -> None:
        self.asked += 1
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, int):
            return speaking.say(fault, "")
        if isinstance(fault, tuple):
            return speaking.say(*fault)
        if fault == "silent":
            time.sleep(1)
            return None
        with self.news:
            awaited = self.holds.get(speaking.path, 0)
            self.news.wait_for(lambda: len(self.heard) >= awaited, timeout=PATIENCE)
        answer = {SLACK: self._slack, TEAMS: self._teams, PLAIN: self._plain}.get(speaking.path)
        if answer is None:
            return speaking.say(404, "no_service")
        status, said = answer(speaking, body)
        if status < 300:
            with self.news:
                self.heard.append(json.loads(body))
                self.news.notify_all()
        if fault == "drop":
            speaking.close_connection = True
            return speaking.connection.close()
        return speaking.say(status, said)

    def _slack(self, speaking: Speaking, body: bytes) -> tuple[int, object]:
        given = json.loads(body)
        if not given.get("text") or len(given.get("blocks", [])) > 50:
            return 400, "invalid_payload"
        for block in given.get("blocks", []):
            if block["type"] == "section" and not 0 < len(block["text"]["text"]) <= 3000:
                return 400, "invalid_blocks"
        return 200, "ok"

    def _teams(self, speaking: Speaking, body: bytes) -> tuple[int, object]:
        if len(body) > 28_000:
            return 413, {"error": {"code": "RequestEntityTooLarge"}}
        given = json.loads(body)
        card = given["attachments"][0]
        if given["type"] != "message" or card["content"]["type"] != "AdaptiveCard":
            return 400, {"error": {"code": "TriggerInputSchemaMismatch"}}
        return 202, b""

    def _plain(self, speaking: Speaking, body: bytes) -> tuple[int, object]:
        try:
            Webhook(self.secret).verify(body, dict(speaking.headers))
        except WebhookVerificationError as error:
            return 401, str(error)
        self.idents.append(speaking.headers["webhook-id"])
        return 204, b""


@contextmanager
def programs() -> Iterator[Programs]:
    """Answer on this machine: FETCH_ALLOW must name 127.0.0.1."""
    outside = Programs()

    class Answer(Speaking):
        def do_POST(self) -> None:
            outside.take(self, self.rfile.read(int(self.headers["Content-Length"] or 0)))

    with serving(Answer) as url:
        outside.url = url
        yield outside


_MARKUP = re.compile(r"<([^>]*)>")


def slack_acts(given: dict) -> list[str]:
    """Return what Slack makes more than letters of: the insides of <…> in its mark-up."""
    texts = [given["text"]]
    texts += [b["text"]["text"] for b in given["blocks"] if b["type"] == "section"]
    return [found for text in texts for found in _MARKUP.findall(text)]


def slack_shows(given: dict) -> str:
    """Return the letters that Slack shows in the message."""
    shown = []
    for block in given["blocks"]:
        if block["type"] == "section":
            text = _MARKUP.sub(lambda m: m.group(1).rpartition("|")[2], block["text"]["text"])
            shown.append(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
        else:
            runs = block["elements"][0]["elements"]
            shown.append("".join(run["text"] for run in runs))
    return "\n".join(shown)


def teams_shows(given: dict) -> str:
    """Return the letters of the card; a TextBlock, which reads Markdown, fails."""
    card = given["attachments"][0]["content"]
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    return "\n".join("".join(run["text"] for run in b["inlines"]) for b in card["body"])
