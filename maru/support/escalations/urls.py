from django.urls import path

from maru.support.escalations import views

app_name = "escalations"

# /tickets/<number>/escalations/
urlpatterns = [
    path("", views.of_ticket, name="of_ticket"),
    path("new/", views.new, name="new"),
    path("<int:pk>/taking/", views.taking, name="taking"),
    path("<int:pk>/giving-back/", views.giving_back, name="giving_back"),
    path("<int:pk>/taking-back/", views.taking_back, name="taking_back"),
]
