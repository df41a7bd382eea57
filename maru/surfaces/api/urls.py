from django.urls import path

from maru.surfaces.api.application import build

urlpatterns = [path("v1/", build().urls)]
