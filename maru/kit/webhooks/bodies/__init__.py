"""The forms in which an Announcement is told, and how each other side answers."""

from __future__ import annotations

from maru.kit.webhooks.bodies import plain, slack, teams
from maru.kit.webhooks.bodies.body import Body
from maru.kit.webhooks.webhook import Form

BODIES: dict[str, Body] = {
    Form.SLACK: slack.Slack(),
    Form.TEAMS: teams.Teams(),
    Form.PLAIN: plain.Plain(),
}
