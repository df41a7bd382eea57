from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

from maru.extensions.email.hooks.posted import Malformed, Post

MOST_FIELDS = 500


def fields(post: Post) -> dict[str, bytes]:
    """Return the fields of a posted form, the last of each name, byte for byte.

    Django's own would decode them as UTF-8 and lose what is not. Raises Malformed.
    """
    if post.kind.startswith("application/x-www-form-urlencoded"):
        return _encoded(post.body)
    if not post.kind.startswith("multipart/form-data"):
        raise Malformed
    head = b"Content-Type: " + post.kind.encode("latin-1", "replace") + b"\r\n\r\n"
    form = BytesParser(policy=HTTP).parsebytes(head + post.body)
    found: dict[str, bytes] = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = content
    return found


def _encoded(body: bytes) -> dict[str, bytes]:
    try:
        pairs = parse_qsl(
            body.decode("latin-1"), True, encoding="latin-1", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise Malformed from error
    return {name: value.encode("latin-1") for name, value in pairs}
