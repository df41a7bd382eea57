from django.urls import path

from maru.support.tickets.habits import views

app_name = "habits"

urlpatterns = [path("", views.habits, name="habits")]
