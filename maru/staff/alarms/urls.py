from django.urls import path

from maru.staff.alarms import strip

app_name = "alarms"

urlpatterns = [
    path("strip/", strip.strip, name="strip"),
    path("<int:pk>/dismissal/", strip.dismissal, name="dismissal"),
]
