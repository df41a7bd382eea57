from django.urls import path

from maru.support.worktime import views

app_name = "worktime"

# /work-time/
urlpatterns = [
    path("", views.mine, name="mine"),
    path("beats/", views.beats, name="beats"),
    path("tickets/<int:number>/", views.of_one, name="ticket"),
    path("teams/<int:pk>/", views.of_team, name="team"),
]
