from django.urls import path

from maru.support.automation import views

app_name = "automation"

urlpatterns = [
    path("tickets/<int:number>/rules/", views.panel, name="panel"),
    path("rule-firings/<int:pk>/undoing/", views.undoing, name="undoing"),
]
