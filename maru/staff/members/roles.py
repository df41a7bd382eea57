"""What each role may do. What it may see is ``visible_to`` on each noun."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    TRAINEE = "trainee", _("Trainee")
    AGENT = "agent", _("Agent")
    SENIOR = "senior", _("Senior agent")
    LEAD = "lead", _("Team lead")
    MANAGER = "manager", pgettext_lazy("role", "Manager")
    ADMIN = "admin", _("Administrator")
    ANALYST = "analyst", _("Analyst")
    DESIGNER = "designer", _("Designer")
    COLLEAGUE = "colleague", _("Colleague")


EXPLAINED = {
    Role.TRAINEE: _("Reads, writes internal notes and prepares; does not answer customers yet."),
    Role.AGENT: _("Answers customers of their brands."),
    Role.SENIOR: _("An agent with experience, whom others ask."),
    Role.LEAD: _("An agent who also rescues quarantined and unsent mail, and exports."),
    Role.MANAGER: _("A team lead who also lets people in and forms teams."),
    Role.ADMIN: _("Everything, company settings and the access ledger included."),
    Role.ANALYST: _("Reads and exports all of their brands' tickets; changes nothing."),
    Role.DESIGNER: _("Reads, and designs flows and automation."),
    Role.COLLEAGUE: _("From another department: answers in a note when asked."),
}


class Power(models.TextChoices):
    """A thing that somebody may do."""

    READ = "read"  # open tickets and customers of one's brands
    NOTE = "note"  # write internal notes
    REPLY = "reply"  # answer customers, open tickets by hand
    CHANGE = "change"  # status, priority, assignee, team, tags
    EXPORT = "export"  # take what one sees along as a file
    RESCUE = "rescue"  # quarantine: retry, discard, raw mail; deliveries: send again
    AUTOMATE = "automate"  # make the rules by which Maru does things by itself
    PEOPLE = "people"  # invite and change members and teams
    COMPANY = "company"  # brands, channels, relays, settings


_READER = {Power.READ}
_TRAINEE = _READER | {Power.NOTE, Power.CHANGE}
_AGENT = _TRAINEE | {Power.REPLY}
_LEAD = _AGENT | {Power.RESCUE, Power.EXPORT}
_MANAGER = _LEAD | {Power.PEOPLE, Power.AUTOMATE}

POWERS: dict[str, set[Power]] = {
    Role.TRAINEE: _TRAINEE,
    Role.AGENT: _AGENT,
    Role.SENIOR: _AGENT,
    Role.LEAD: _LEAD,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: _MANAGER | {Power.COMPANY},
    Role.ANALYST: _READER | {Power.EXPORT},
    Role.DESIGNER: _READER | {Power.AUTOMATE},
    # Sees only what they are asked about, and answers in a note.
    Role.COLLEAGUE: {Power.NOTE},
}
