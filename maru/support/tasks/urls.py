from django.urls import path

from maru.support.tasks import views

app_name = "tasks"

# /tickets/<number>/tasks/
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("<int:pk>/", views.task, name="task"),
    path("<int:pk>/done/", views.done, name="done"),
    path("<int:pk>/place/", views.place, name="place"),
]
