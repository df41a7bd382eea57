"""Signing in and out at the root, under the names that allauth asks for; one's own profile."""

from allauth.account.views import LoginView, LogoutView
from django.urls import include, path

from maru.staff.members.access import open_to_all, signed_in
from maru.staff.members.views.api_tokens import api_token, api_tokens
from maru.staff.members.views.joining import join
from maru.staff.members.views.password import password
from maru.staff.members.views.profile import profile, signature_preview
from maru.staff.members.views.sign_in_link import sign_in_link

to_sign_in = open_to_all("Here one signs in.")

members_urls = [
    path("sign-in/<slug:token>/", sign_in_link, name="sign_in_link"),
    path("join/<slug:token>/", join, name="join"),
    path("profile/", profile, name="profile"),
    path("profile/signature/", signature_preview, name="signature_preview"),
    path("profile/tokens/", api_tokens, name="api_tokens"),
    path("profile/tokens/<int:token_id>/", api_token, name="api_token"),
]

urlpatterns = [
    path("sign-in/", to_sign_in(LoginView.as_view()), name="account_login"),
    path("sign-out/", signed_in(LogoutView.as_view()), name="account_logout"),
    path("profile/password/", password, name="account_change_password"),
    path("", include((members_urls, "members"))),
]
