from django.urls import path

from maru.support.filtering import views

app_name = "filtering"

urlpatterns = [path("tickets/<int:number>/blocking/", views.blocking, name="blocking")]
