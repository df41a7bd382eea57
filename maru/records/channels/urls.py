from django.urls import path

from maru.records.channels import raw

app_name = "channels"

# /envelopes/
urlpatterns = [path("pass/<str:given>/", raw.raw, name="envelope_raw")]
