from django.urls import path

from maru.support.wellbeing import views

app_name = "wellbeing"

urlpatterns = [
    path("load/", views.load, name="load"),
    path("load/rest/end/", views.rest_end, name="rest_end"),
    path("tickets/<int:number>/hard-case/", views.hard_case, name="hard_case"),
]
