"""The public pages of the web form."""

from django.urls import path

from maru.extensions.webform import views

app_name = "webform"

# /form/
urlpatterns = [
    path("confirm/<slug:token>/", views.confirmation, name="confirmation"),
    path("<slug:address>/", views.form, name="form"),
]
