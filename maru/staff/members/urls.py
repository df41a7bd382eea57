"""Signing in and out: at the root, under the names that allauth asks for."""

from allauth.account.views import LoginView, LogoutView
from django.urls import path

from maru.staff.members.access import open_to_all, signed_in

to_sign_in = open_to_all("Here one signs in.")

urlpatterns = [
    path("sign-in/", to_sign_in(LoginView.as_view()), name="account_login"),
    path("sign-out/", signed_in(LogoutView.as_view()), name="account_logout"),
]
