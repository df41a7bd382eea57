from django.urls import path

from maru.staff.errands import dock

app_name = "errands"

urlpatterns = [
    path("dock/", dock.dock, name="dock"),
    path("<int:pk>/stopping/", dock.stopping, name="stopping"),
    path("<int:pk>/putting-away/", dock.putting_away, name="putting_away"),
]
