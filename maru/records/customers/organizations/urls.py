from django.urls import path

from maru.records.customers.organizations import views

app_name = "organizations"

# /organizations/
urlpatterns = [
    path("<int:pk>/about/", views.about, name="about"),
    path("<int:pk>/people/", views.person, name="people"),
    path("<int:pk>/fields/<int:field>/", views.field, name="field"),
]
