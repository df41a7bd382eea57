from django.urls import path

from maru.support.actions import views

app_name = "actions"

urlpatterns = [
    path("tickets/<int:number>/macros/", views.macros, name="macros"),
    path("tickets/<int:number>/macros/<int:pk>/", views.macro, name="macro"),
    path("tickets/<int:number>/planned/", views.planned, name="planned"),
    path("macro-uses/<int:pk>/undoing/", views.undoing, name="undoing"),
]
