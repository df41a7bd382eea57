"""The Jinja2 environment of every page.

Settings name it: ``{"BACKEND": "django.template.backends.jinja2.Jinja2",
"DIRS": template_dirs(), "OPTIONS": {"environment": "maru.kit.ui.jinja.environment",
"context_processors": ["maru.kit.ui.jinja.one_csrf_input", ...]}}``.
"""

import json
import re
from collections.abc import Callable, MutableMapping
from functools import cache, lru_cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from maru.kit.slots import fillings
from maru.kit.text.paragraphs import with_links

from . import amounts, people, rail, times
from .icons import icon_lines
from .look import look
from .still import still, words

HTMX = {
    "allowEval": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    # Nobody's mail is left behind in the browser's storage.
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "scrollBehavior": "auto",
    # 409: newer content was unseen. 422: the form says what is wrong.
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "409|422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}

# The content policy forbids them, so a page with one would be broken silently.
FORBIDDEN = re.compile(r"^(style|on.*|hx[-_]on.*)$", re.IGNORECASE)


def static_url() -> Callable[[str], str]:
    """Return what gives the address of a file of assets: where these stand still, once each."""
    return static if settings.DEBUG else cache(static)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Reverse a URL by its name, as in ``url("tickets:show", 7)``.

    Remembered: a page of a list names a hundred, and putting one together takes 25 µs.
    """
    return _reversed(get_script_prefix(), name, *args, **kwargs)


@lru_cache(maxsize=20_000, typed=True)  # some 5 MB
def _reversed(_prefix: str, name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def attributes(values: dict[str, Any]) -> Markup:
    """Write HTML attributes: ``{"data_key": "r", "hidden": True}``.

    Underscores become hyphens, True a bare attribute, False and None nothing,
    a dict or list JSON.
    """
    if not values:  # of most lines of a page
        return Markup("")
    written = []
    for name, value in values.items():
        key = _attribute(name)
        if value is None or value is False:
            continue
        if value is True:
            written.append(f" {key}")
            continue
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        written.append(f' {key}="{escape(text)}"')
    return Markup("".join(written))  # noqa: S704  all of it is escaped


@cache
def _attribute(name: str) -> str:
    """Return how a name from a template is written."""
    if FORBIDDEN.match(name):
        raise ValueError(f"the content policy forbids the attribute {name}")
    return str(escape(name.rstrip("_").replace("_", "-")))


def html_attributes(values: dict[str, Any], class_: str = "") -> dict[str, Any]:
    """Return attributes for a Django widget, which writes them itself."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in values.items()}
    wanted = {name: value for name, value in named.items() if value is not None}
    return {**wanted, "class": f"{class_} {wanted.get('class', '')}".strip()}


def display_name(user: Any) -> str:
    """Return what to call the signed-in person; "" for nobody."""
    if not getattr(user, "is_authenticated", False):
        return ""
    return str(getattr(user, "name", "") or getattr(user, "get_full_name", user.get_username)())


def linked(text: str) -> Markup:
    """Write plain text, its http(s) addresses as links to a window that knows nothing of us."""
    link = ' target="_blank" rel="noopener noreferrer nofollow"'
    return Markup(with_links(text, attributes=link))  # noqa: S704  with_links escapes


def messages_for(request: HttpRequest | None) -> list[Any]:
    """Return what is to be told once: not in a page that is fetched ahead, and may never show."""
    if request is None or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return []
    return list(get_messages(request))


def at_render(filter_: Callable[..., str]) -> Callable[..., str]:
    """Keep Jinja from computing ``{{ 89000|money }}`` once, in the first reader's language."""

    @pass_context
    @wraps(filter_)
    def wrapped(context: Context, *args: Any, **kwargs: Any) -> str:
        return filter_(*args, **kwargs)

    return wrapped


class Pages(Environment):
    """Templates whose globals are the environment's own, as none is given others.

    Jinja lays a ``ChainMap`` over them for each template, and each ``{% from ... import %}`` of a
    page, of which a ticket's has four hundred, walks it in Python.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals


def one_csrf_input(request: HttpRequest) -> dict[str, Any]:
    """Give all forms of a page the same hidden field: Django masks the token anew for each.

    A context processor. The field is written where a form asks for it, not before.
    """
    return {"csrf_input": SimpleLazyObject(lambda: csrf_input(request))}


def environment(**options: Any) -> Environment:
    options |= {
        "undefined": StrictUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "auto_reload": settings.DEBUG,
        "cache_size": -1,
        "extensions": [*options.get("extensions", []), "jinja2.ext.i18n", "jinja2.ext.do"],
    }
    env = Pages(**options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        _=words,
        still=still(env),
        static=static_url(),
        icon_lines=icon_lines(),
        url=url,
        language=lambda: translation.get_language() or settings.LANGUAGE_CODE,
        time_zone=timezone.get_current_timezone_name,
        htmx_config=json.dumps(HTMX, separators=(",", ":")),
        rail_items=rail.items_for,
        is_on_rail=rail.has,
        slot=fillings,
        display_name=display_name,
        look=look,
        messages_for=messages_for,
        now=timezone.now,
    )
    env.filters.update(
        attributes=attributes,
        html_attributes=html_attributes,
        filesize=at_render(amounts.filesize),
        number=at_render(amounts.number),
        capped=at_render(amounts.capped),
        money=at_render(amounts.money),
        domain=people.domain,
        initials=people.initials,
        linked=linked,
        phone=people.phone,
        relative=at_render(times.relative),
        clock=at_render(times.clock),
        spoken=at_render(times.spoken),
        exact=at_render(times.exact),
        day=at_render(times.day),
        lasting=at_render(times.lasting),
        dated=at_render(times.dated),
    )
    return env
