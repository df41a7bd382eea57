from django.urls import path

from maru.support.reminders import views

app_name = "reminders"

# /tickets/<number>/reminders/
urlpatterns = [
    path("", views.reminders, name="reminders"),
    path("<int:pk>/", views.reminder, name="reminder"),
    path("<int:pk>/done/", views.done, name="done"),
]
