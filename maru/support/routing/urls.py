from django.urls import path

from maru.support.routing import views

app_name = "routing"

# /tickets/<number>/routing/
urlpatterns = [path("", views.of_ticket, name="of_ticket")]
