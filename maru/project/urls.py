from django.conf import settings
from django.urls import include, path

handler500 = "maru.project.refusing.failed"

urlpatterns = [
    path("", include("maru.staff.members.urls")),
    path("", include("maru.surfaces.desk.urls")),
    path("tickets/<int:number>/reminders/", include("maru.support.reminders.urls")),
    path("tickets/<int:number>/clocks/", include("maru.support.servicelevels.urls")),
    path("tickets/<int:number>/escalations/", include("maru.support.escalations.urls")),
    path("tickets/<int:number>/routing/", include("maru.support.routing.urls")),
    path("tickets/<int:number>/tasks/", include("maru.support.tasks.urls")),
    path("tickets/<int:number>/looks/", include("maru.support.understanding.urls")),
    path("", include("maru.support.shielding.urls")),
    path("", include("maru.support.wellbeing.urls")),
    path("", include("maru.support.sideconversations.urls")),
    path("tickets/", include("maru.support.tickets.urls")),
    path("", include("maru.support.actions.urls")),
    path("", include("maru.support.automation.urls")),
    path("offers/", include("maru.support.routing.offers.urls")),
    path("work-time/", include("maru.support.worktime.urls")),
    path("notifications/", include("maru.support.notifications.urls")),
    path("profile/habits/", include("maru.support.tickets.habits.urls")),
    path("", include("maru.support.filtering.urls")),
    path("alarms/", include("maru.staff.alarms.urls")),
    path("errands/", include("maru.staff.errands.urls")),
    path("form/", include("maru.extensions.webform.urls")),
    path("hooks/", include("maru.extensions.email.urls")),
    path("in/", include("maru.extensions.webhooks.urls")),
    path("pass/", include("maru.records.channels.urls")),
    path("customers/", include("maru.records.customers.urls")),
    path("organizations/", include("maru.records.customers.organizations.urls")),
    path("console/", include("maru.surfaces.console.urls")),
    path("api/", include("maru.surfaces.api.urls")),
    path("", include("maru.project.firststart.urls")),
]

if settings.DEBUG:
    urlpatterns += [path("ui/", include("maru.kit.ui.urls"))]
