from django.urls import path

from maru.support.routing import offers

app_name = "offers"

# /offers/
urlpatterns = [
    path("<int:pk>/acceptance/", offers.acceptance, name="acceptance"),
    path("<int:pk>/passing/", offers.passing, name="passing"),
]
