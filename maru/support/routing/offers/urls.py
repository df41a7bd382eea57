from django.urls import path

from maru.support.routing.offers import views

app_name = "offers"

# /offers/
urlpatterns = [
    path("<int:pk>/acceptance/", views.acceptance, name="acceptance"),
    path("<int:pk>/passing/", views.passing, name="passing"),
]
