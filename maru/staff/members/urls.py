"""Signing in and out at the root, under the names that allauth asks for; one's own profile."""

from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.urls import include, path

from maru.staff.members.access import open_to_all, signed_in
from maru.staff.members.views.api_tokens import api_token, api_tokens
from maru.staff.members.views.joining import join
from maru.staff.members.views.passkey_sign_in import passkey_sign_in
from maru.staff.members.views.password import password
from maru.staff.members.views.password_reset import password_reset
from maru.staff.members.views.personal import availability, preferences, theme
from maru.staff.members.views.profile import profile, signature_preview
from maru.staff.members.views.second_step import (
    app,
    app_removal,
    passkey_new,
    passkey_removal,
    recovery_codes,
    second_step,
)
from maru.staff.members.views.sign_in_link import sign_in_link
from maru.staff.members.views.sign_ins import sign_in, sign_ins

to_sign_in = open_to_all("Here one signs in.")

members_urls = [
    path("password-reset/", password_reset, name="password_reset"),
    path("sign-in/<slug:token>/", sign_in_link, name="sign_in_link"),
    path("join/<slug:token>/", join, name="join"),
    path("profile/", profile, name="profile"),
    path("profile/signature/", signature_preview, name="signature_preview"),
    path("profile/preferences/", preferences, name="preferences"),
    path("profile/theme/", theme, name="theme"),
    path("profile/availability/", availability, name="availability"),
    path("profile/sign-ins/", sign_ins, name="sign_ins"),
    path("profile/sign-ins/<int:sign_in_id>/", sign_in, name="sign_in"),
    path("profile/second-step/app/removal/", app_removal, name="app_removal"),
    path("profile/passkeys/<int:passkey_id>/removal/", passkey_removal, name="passkey_removal"),
    path("profile/tokens/", api_tokens, name="api_tokens"),
    path("profile/tokens/<int:token_id>/", api_token, name="api_token"),
]

urlpatterns = [
    path("sign-in/", to_sign_in(LoginView.as_view()), name="account_login"),
    path("sign-in/passkey/", passkey_sign_in, name="mfa_login_webauthn"),
    path("sign-in/second-step/", to_sign_in(AuthenticateView.as_view()), name="mfa_authenticate"),
    path("sign-out/", signed_in(LogoutView.as_view()), name="account_logout"),
    path("profile/password/", password, name="account_change_password"),
    path("profile/second-step/", second_step, name="mfa_index"),
    path("profile/second-step/app/", app, name="mfa_activate_totp"),
    path("profile/second-step/codes/", recovery_codes, name="mfa_view_recovery_codes"),
    path("profile/passkeys/new/", passkey_new, name="mfa_add_webauthn"),
    # Who one is, asked once more before keys are changed.
    path("profile/proof/", signed_in(ReauthenticateView.as_view()), name="account_reauthenticate"),
    path(
        "profile/proof/code/",
        signed_in(ReauthenticateByCodeView.as_view()),
        name="mfa_reauthenticate",
    ),
    path(
        "profile/proof/passkey/",
        signed_in(ReauthenticateWebAuthnView.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("", include((members_urls, "members"))),
]
