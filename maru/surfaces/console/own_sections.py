"""The sections that the console itself brings."""

from django.utils.translation import gettext_lazy as _

from maru.staff.members.roles import Power
from maru.surfaces.console.alarms import open_alarms, say_where
from maru.surfaces.console.imports import under_way
from maru.surfaces.console.mailboxes import in_trouble
from maru.surfaces.console.quarantine import in_quarantine
from maru.surfaces.console.sections import Group, Section, register, with_power

company, people = with_power(Power.COMPANY), with_power(Power.PEOPLE)
reader = with_power(Power.READ)

SECTIONS = [
    Section("company", _("Company"), "home", "console:company", 10, company, Group.COMPANY,
            _("Name, language and time zone.")),
    Section("brands", _("Brands"), "tag", "console:brands", 20, company, Group.COMPANY,
            _("The names that customers know, their signature and mail server.")),
    Section("calendars", _("Office hours"), "calendar", "console:calendars", 30, company,
            Group.COMPANY, _("When a brand is open, and its days off.")),
    Section("service_levels", _("Service levels"), "clock", "console:service_levels", 35, company,
            Group.COMPANY, _("When tickets are answered and solved, and who hears of it.")),
    Section("escalation_paths", _("Escalation"), "up", "console:escalation_paths", 37, company,
            Group.COMPANY, _("To whom tickets are handed up, and until when.")),
    Section("fields", _("Fields"), "list", "console:fields", 40, company, Group.COMPANY,
            _("What you want to know of each ticket and customer.")),
    Section("synonyms", _("Synonyms"), "book", "console:synonyms", 50, company, Group.COMPANY,
            _("Words that mean the same to a search.")),
    Section("understanding", _("Understanding"), "spark", "console:understanding", 55, company,
            Group.COMPANY, _("What Maru takes a message to be, and how well it does.")),
    Section("shielding", _("Abuse"), "shield", "console:shielding", 58, company,
            Group.COMPANY, _("What is done about abusive messages.")),
    Section("wellbeing", _("Wellbeing"), "pause", "console:wellbeing", 59, company,
            Group.COMPANY, _("Rests after something hard.")),
    Section("macros", _("Macros"), "bolt", "console:macros", 60, with_power(Power.NOTE),
            Group.COMPANY, _("Answers and steps under a name, used with one key.")),
    Section("rules", _("Rules"), "bolt", "console:rules", 65, with_power(Power.AUTOMATE),
            Group.COMPANY, _("What Maru does by itself when something happens.")),
    Section("webhooks", _("Webhooks"), "send", "console:webhooks", 70, company, Group.COMPANY,
            _("Programs that are told what happens to tickets.")),
    Section("members", _("Members"), "user", "console:members", 10, people, Group.PEOPLE,
            _("Who works here, as what, for which brands.")),
    Section("teams", _("Teams"), "users", "console:teams", 20, people, Group.PEOPLE,
            _("Who shares tickets, and who alone sees them.")),
    Section("routing", _("Routing"), "branch", "console:routing", 30, people, Group.PEOPLE,
            _("Who gets the next ticket of a team, and why.")),
    Section("skills", _("Skills"), "star", "console:skills", 25, people, Group.PEOPLE,
            _("What members know and speak, and how well.")),
    Section("addresses", _("Mail addresses"), "at", "console:addresses", 10, company, Group.MAIL,
            _("Where customers write to, and how that mail gets here.")),
    Section("mailboxes", _("Mail accounts"), "inbox", "console:mailboxes", 15, company, Group.MAIL,
            _("Mailboxes elsewhere that Maru reads by itself (IMAP)."), in_trouble),
    Section("web_forms", _("Web forms"), "edit", "console:web_forms", 12, company, Group.MAIL,
            _("Pages on which customers write, confirmed by mail.")),
    Section("auto_answers", _("Automatic answers"), "reply", "console:auto_answers", 15, company,
            Group.MAIL, _("What customers hear at once, and outside office hours.")),
    Section("filters", _("Filters"), "filter", "console:filters", 16, company, Group.MAIL,
            _("What becomes of mail before it opens a ticket.")),
    Section("blocked_senders", _("Blocked senders"), "shield", "console:blocked_senders", 17,
            with_power(Power.CHANGE), Group.MAIL, _("Whose mail goes to the spam.")),
    Section("quarantine", _("Quarantine"), "box", "console:quarantine", 20, reader, Group.MAIL,
            _("Mail that could not be opened, and what became of it."), in_quarantine),
    Section("outgoing", _("Outgoing mail"), "forward", "console:outgoing", 18, company, Group.MAIL,
            _("By which server answers leave, and whether it works.")),
    Section("mailbox", _("Mailbox"), "send", "console:mailbox", 30, reader, Group.MAIL,
            _("What went out, and what would have gone out.")),
    Section("imports", _("Import"), "clock", "console:imports", 35, company, Group.MAIL,
            _("Mail of the past, as tickets with their dates."), under_way),
    Section("ledger", _("Access ledger"), "eye", "console:ledger", 10, company, Group.RECORDS,
            _("Who looked at whose data, when, from where.")),
    Section("alarms", _("Alarms"), "bell", "console:alarms", 10,
            with_power(Power.COMPANY, Power.RESCUE), Group.OPERATION,
            _("What does not hold, since when, and what to do."), open_alarms),
    Section("backups", _("Backups"), "download", "console:backups", 20, company, Group.OPERATION,
            _("Everything once more, every night, and the way back.")),
]  # fmt: skip


def put_in() -> None:
    say_where()
    for section in SECTIONS:
        register(section)
