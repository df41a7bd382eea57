from django.urls import path

from maru.records.channels import raw

app_name = "channels"

# /pass/
urlpatterns = [path("envelope/<str:given>/", raw.raw, name="envelope_raw")]
