"""Mounted by the root only when DEBUG is on or a test asks for it."""

from django.urls import path

from . import views

app_name = "ui"

urlpatterns = [
    path("catalogue/", views.catalogue, name="catalogue"),
]
