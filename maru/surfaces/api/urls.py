from django.urls import path

from maru.staff.members.access import Policy, guard
from maru.surfaces.api.application import build

patterns, app_name, namespace = build().urls
bearer = Policy(open_because="Asks for a bearer token itself; its schema holds no data.")

urlpatterns = [path("v1/", (guard(bearer, patterns), app_name, namespace))]
