from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from maru.staff.members.access import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "console/home.html")


urlpatterns = [path("", home, name="home")]
