"""A Slack incoming webhook. Mattermost and Rocket.Chat read the line ``text`` of it."""

from __future__ import annotations

import json
from typing import Any

from maru.kit.http.posting import Answer
from maru.kit.webhooks.announcement import Announcement, Gathered
from maru.kit.webhooks.bodies.body import Gone, Later, Refused, clipped, read_status

LONGEST = 2_900  # characters; Slack takes 3,000 in a block
HEADING = 300

# What Slack says beside the status.
GONE = {"no_service", "no_service_id", "no_team", "team_disabled", "channel_not_found",
        "channel_is_archived", "no_active_hooks", "invalid_token"}  # fmt: skip
NOT_ALLOWED = {"action_prohibited", "posting_to_general_channel_denied"}


class Slack:
    def write(self, told: Announcement, *, ident: str, again: bool) -> bytes:
        line = _linked(told)
        blocks = [_section(line)]
        if told.heading or told.text:
            blocks.append(_as_written(told.heading, told.text))
        if told.facts:
            blocks.append(_as_written("", " · ".join(told.facts)))
        return _body(line, blocks, told.again if again else "")

    def write_several(self, told: Gathered, *, again: bool) -> bytes:
        title = escaped(told.title)
        blocks = [_section(f"*{title}*")]
        for each in told.newest:
            blocks.append(_section(_linked(each)))
            if each.heading:
                blocks.append(_as_written("", clipped(each.heading, HEADING)))
        if not told.is_whole:
            blocks.append(_section(f"… {_link(told.all_link, told.all_label)}"))
        lines = "\n".join([title, *map(_linked, told.newest)])
        return _body(lines, blocks, told.again if again else "")

    def read(self, answer: Answer) -> None:
        said = answer.body[:100].decode(errors="replace").strip()
        if answer.status in {200, 429}:
            return read_status(answer.status)
        if said in GONE:
            raise Gone("gone")
        if said in NOT_ALLOWED:
            raise Later("not_let_in")
        if answer.status == 400:
            raise Refused("not_understood")
        return read_status(answer.status)


def _body(line: str, blocks: list[dict[str, Any]], again: str) -> bytes:
    if again:
        blocks.append(_section(f"_{escaped(again)}_"))
        line += f" ({escaped(again)})"
    # What others wrote stands in the blocks alone: whoever reads ``text`` only may take an @ or a
    # bracket in it for more than a sign.
    body = {"text": line, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}
    return json.dumps(body, ensure_ascii=False).encode()


def _linked(told: Announcement) -> str:
    return f"{_link(told.link, told.link_label)} {escaped(told.title)}".strip()


def _link(url: str, label: str) -> str:
    return f"<{escaped(url)}|{escaped(label)}>" if url else ""


def escaped(text: str) -> str:
    """Return ``text`` as Slack shows it, signs of its own mark-up included."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _section(text: str) -> dict[str, Any]:
    said = {"type": "mrkdwn", "text": clipped(text, LONGEST), "verbatim": True}
    return {"type": "section", "text": said}


def _as_written(heading: str, text: str) -> dict[str, Any]:
    """Return letters that Slack takes for nothing but letters: no mention, link or emoji."""
    said: list[dict[str, Any]] = []
    if heading:
        bold = {"type": "text", "text": clipped(heading, HEADING), "style": {"bold": True}}
        said.append(bold)
    if text:
        line = ("\n" if heading else "") + clipped(text, LONGEST)
        said.append({"type": "text", "text": line})
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": said}]}
