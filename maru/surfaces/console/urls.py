"""The settings; a file a topic, each with its own routes."""

from maru.surfaces.console import (
    addresses,
    alarms,
    auto_answers,
    backups,
    brands,
    calendars,
    company,
    domains,
    filters,
    home,
    imports,
    invitations,
    ledger,
    mailbox,
    mailboxes,
    members,
    quarantine,
    relays,
    teams,
    web_forms,
)

app_name = "console"

urlpatterns = [
    *home.urlpatterns,
    *company.urlpatterns,
    *brands.urlpatterns,
    *relays.urlpatterns,
    *domains.urlpatterns,
    *addresses.urlpatterns,
    *auto_answers.urlpatterns,
    *web_forms.urlpatterns,
    *filters.urlpatterns,
    *calendars.urlpatterns,
    *invitations.urlpatterns,
    *members.urlpatterns,
    *teams.urlpatterns,
    *ledger.urlpatterns,
    *quarantine.urlpatterns,
    *mailbox.urlpatterns,
    *mailboxes.urlpatterns,
    *imports.urlpatterns,
    *backups.urlpatterns,
    *alarms.urlpatterns,
]
