"""Where mail providers post to."""

from django.urls import path

from maru.extensions.email.hooks import views

app_name = "email"

# /hooks/
urlpatterns = [
    # Mailgun sends the whole mail only to an address that holds the word "mime".
    path("<slug:token>/mime/", views.mime, name="mime"),
    path("<slug:token>/events/", views.events, name="events"),
]
