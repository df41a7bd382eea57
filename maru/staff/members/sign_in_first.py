from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse


class SignInFirst(LoginRequiredMiddleware):
    """Every page needs somebody signed in, unless it says ``open_to_all``."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        # A fragment must not be filled with the sign-in page: the whole page goes there,
        # and comes back to where the person was.
        here = urlsplit(request.headers.get("HX-Current-URL", "/"))
        login = redirect_to_login(here.path or "/")
        return HttpResponse(status=204, headers={"HX-Redirect": login.url})
