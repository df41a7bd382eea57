from django.urls import path

from maru.project.firststart import views

app_name = "firststart"

urlpatterns = [
    path("setup/", views.waiting, name="waiting"),
    path("setup/<slug:token>/", views.setup, name="setup"),
]
