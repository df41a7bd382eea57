from django.urls import path

from maru.support.tickets.notices import views

app_name = "notices"

urlpatterns = [path("", views.wishes, name="wishes")]
