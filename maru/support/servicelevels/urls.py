from django.urls import path

from maru.support.servicelevels import views

app_name = "servicelevels"

# /tickets/<number>/clocks/
urlpatterns = [path("", views.clocks, name="clocks")]
