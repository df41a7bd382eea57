"""Scripts, styles and pictures of the pages, as a browser is to keep them."""

from __future__ import annotations

import re
from os import PathLike, stat_result

from django.conf import settings
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

NAMED_BY_CONTENT = re.compile(r"\.[0-9a-f]{12}\.\w+$")  # maru.16961f2fba90.css: never another
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


class _Kept(StaticFiles):
    """Says for how long: without a word a browser asks anew before it paints a page."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        is_named = NAMED_BY_CONTENT.search(str(full_path))
        response.headers["Cache-Control"] = FOR_GOOD if is_named else ASK_AGAIN
        return response


def static_files() -> ASGIApp:
    """Return the application that gives out what `collectstatic` gathered, compressed."""
    return GZipMiddleware(_Kept(directory=settings.STATIC_ROOT, check_dir=False), compresslevel=6)
