from django.urls import path

from maru.support.understanding import views

app_name = "understanding"

# /tickets/<number>/looks/
urlpatterns = [
    path("", views.looks, name="looks"),
    path("<int:pk>/taking/", views.taking, name="taking"),
    path("<int:pk>/correction/", views.correction, name="correction"),
]
