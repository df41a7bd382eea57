from django.urls import path

from maru.surfaces.console import views

app_name = "console"

urlpatterns = [
    path("", views.home, name="home"),
]
