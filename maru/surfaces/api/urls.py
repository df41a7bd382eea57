from django.urls import path

from maru.staff.members.access import Policy, guard
from maru.surfaces.api.application import build

ROUTES, APP, NAMESPACE = build().urls
BEARER = Policy(open_because="Asks for a bearer token itself; its schema holds no data.")

urlpatterns = [path("v1/", (guard(BEARER, ROUTES), APP, NAMESPACE))]
