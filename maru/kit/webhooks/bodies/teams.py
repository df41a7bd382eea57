"""A webhook of Workflows in Microsoft Teams: an Adaptive Card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from maru.kit.http.posting import Answer
from maru.kit.webhooks.announcement import Announcement, Gathered
from maru.kit.webhooks.bodies.body import Gone, Later, clipped, read_status

LONGEST = 4_000  # characters of a text; Teams takes 28 KB in all
HEADING = 300
CARD = "application/vnd.microsoft.card.adaptive"

GONE = {"WorkflowNotFound", "WorkflowTriggerNotFound"}
OFF = {"WorkflowTriggerIsNotEnabled", "WorkflowDisabled"}


class Teams:
    def write(self, told: Announcement, *, ident: str, again: bool) -> bytes:
        # A run of a RichTextBlock is letters: no Markdown, which a TextBlock would read.
        body = [_line(told.title, weight="Bolder")]
        if told.heading:
            body.append(_line(clipped(told.heading, HEADING)))
        if told.text:
            body.append(_line(clipped(told.text, LONGEST)))
        if told.facts:
            body.append(_line(" · ".join(told.facts), isSubtle=True, size="Small"))
        links = {told.link: told.link_label}
        return _message(told.title, body, links, told.again if again else "")

    def write_several(self, told: Gathered, *, again: bool) -> bytes:
        body = [_line(told.title, weight="Bolder")]
        for each in told.newest:
            body.append(_line(f"{each.link_label} {each.title}".strip()))
            if each.heading:
                body.append(_line(clipped(each.heading, HEADING), isSubtle=True))
        links = {each.link: each.link_label for each in told.newest}  # Teams shows six
        if not told.is_whole:
            body.append(_line("…"))
            links[told.all_link] = told.all_label
        return _message(told.title, body, links, told.again if again else "")

    def read(self, answer: Answer) -> None:
        code = _code(answer.body)
        if code in GONE:
            raise Gone("gone")
        if code in OFF:
            raise Later("workflow_off")
        read_status(answer.status)


def _message(title: str, body: list[dict[str, Any]], links: Mapping[str, str], again: str) -> bytes:
    """``links``: URL -> label."""
    if again:
        body.append(_line(again, italic=True, size="Small"))
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard", "version": "1.4", "body": body, "fallbackText": title,
    }  # fmt: skip
    actions = [
        {"type": "Action.OpenUrl", "title": label, "url": url}
        for url, label in links.items() if url
    ]  # fmt: skip
    if actions:
        card["actions"] = actions
    attachment = {"contentType": CARD, "contentUrl": None, "content": card}
    message = {"type": "message", "attachments": [attachment]}
    return json.dumps(message, ensure_ascii=False).encode()


def _line(text: str, **how: object) -> dict[str, Any]:
    # The client would fill in {{DATE(…)}}.
    plain = text.replace("{{", "{\u200b{")
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": plain, **how}]}


def _code(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"]["code"])
    except (ValueError, TypeError, KeyError):
        return ""
