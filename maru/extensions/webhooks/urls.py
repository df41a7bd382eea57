"""Where programs hand something over."""

from django.urls import path

from maru.extensions.webhooks import door

app_name = "programs"

# /in/
urlpatterns = [path("<slug:token>/", door.inlet, name="inlet")]
