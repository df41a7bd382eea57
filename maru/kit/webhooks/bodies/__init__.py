"""The forms in which an Announcement is told, and how each other side answers."""

from __future__ import annotations

from maru.kit.webhooks.bodies import plain, slack, teams
from maru.kit.webhooks.bodies.body import Body, Chat
from maru.kit.webhooks.webhook import Form

CHATS: dict[str, Chat] = {Form.SLACK: slack.Slack(), Form.TEAMS: teams.Teams()}
BODIES: dict[str, Body] = {**CHATS, Form.PLAIN: plain.Plain()}
