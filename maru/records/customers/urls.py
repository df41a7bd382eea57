from django.urls import include, path

from maru.records.customers import views
from maru.records.customers.organizations import views as organizations

app_name = "customers"

# /customers/<id>/
customer_urls = [
    path("about/", views.about, name="about"),
    path("organization/", organizations.of_customer, name="organization"),
    path("organization/choices/", organizations.suggestions, name="organization_choices"),
    path("contact-points/", views.contact_points, name="contact_points"),
    path("contact-points/<int:point>/", views.contact_point, name="contact_point"),
    path("contact-points/<int:point>/first/", views.first, name="first"),
    path("fields/<int:field>/", views.field, name="field"),
]

# /customers/
urlpatterns = [path("<int:pk>/", include(customer_urls))]
