from django.urls import include, path

from maru.support.shielding import views

app_name = "shielding"

# /tickets/<number>/abuse/<id of its row>/
abuse_urls = [
    path("opening/", views.opening, name="opening"),
    path("dismissal/", views.dismissal, name="dismissal"),
    path("procedure/", views.step, name="step"),
]

urlpatterns = [
    path("shielding/", views.exposure, name="exposure"),
    path("tickets/<int:number>/abuse/<int:pk>/", include(abuse_urls)),
]
