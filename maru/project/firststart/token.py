"""The key of the set-up page, printed by ``maru serve``: a stranger on the network has none."""

from django.conf import settings
from django.urls import reverse

from maru.kit.secrets import is_mark, mark

# One-time because the page is: it closes with the first company. Derived from the
# installation's secret, so that every process knows it and nothing is stored.
_PURPOSE = "first-start"


def setup_link() -> str:
    return settings.PUBLIC_URL + reverse("firststart:setup", args=[mark(_PURPOSE)])


def is_setup_token(token: str) -> bool:
    return is_mark(token, _PURPOSE)
