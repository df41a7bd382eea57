from django.urls import path

from maru.surfaces.desk import inbox, ticket

app_name = "desk"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("tickets/", inbox.inbox, name="tickets"),
    path("tickets/<int:number>/", ticket.show, name="ticket"),
]
