"""A webhook of Workflows in Microsoft Teams: an Adaptive Card."""

from __future__ import annotations

import json
from typing import Any

from maru.kit.http.posting import Answer
from maru.kit.webhooks.announcement import Announcement
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
        if again and told.again:
            body.append(_line(told.again, italic=True, size="Small"))
        card: dict[str, Any] = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard", "version": "1.4", "body": body,
            "fallbackText": told.title,
        }  # fmt: skip
        if told.link:
            to = {"type": "Action.OpenUrl", "title": told.link_label, "url": told.link}
            card["actions"] = [to]
        attachment = {"contentType": CARD, "contentUrl": None, "content": card}
        message = {"type": "message", "attachments": [attachment]}
        return json.dumps(message, ensure_ascii=False).encode()

    def read(self, answer: Answer) -> None:
        code = _code(answer.body)
        if code in GONE:
            raise Gone("gone")
        if code in OFF:
            raise Later("workflow_off")
        read_status(answer.status)


def _line(text: str, **how: object) -> dict[str, Any]:
    # The client would fill in {{DATE(…)}}.
    plain = text.replace("{{", "{\u200b{")
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": plain, **how}]}


def _code(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"]["code"])
    except (ValueError, TypeError, KeyError):
        return ""
