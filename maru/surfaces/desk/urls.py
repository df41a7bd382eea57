from django.urls import path

from maru.surfaces.desk import inbox

app_name = "desk"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("tickets/", inbox.inbox, name="tickets"),
]
