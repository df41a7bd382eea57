"""What a person can read in one piece of a mail that was cut into several."""

import re

from maru.kit.mailparse.bodies import Body, joined, plain_body
from maru.kit.mailparse.files import Nowhere
from maru.kit.mailparse.limits import Unreadable
from maru.kit.mailparse.parts import Walk, readable_start, walk
from maru.kit.mailparse.structure import cut

# A file's bytes as base64: lines of one length, the last may be shorter.
_ENCODED = re.compile(r"(?m)(?:^[A-Za-z0-9+/]{57,76}$\n?)+(?:^[A-Za-z0-9+/]{1,76}={0,2}$\n?)?")


def words_of(data: bytes) -> Body:
    """Return the words of a piece, without those of its bytes that are a file's.

    The first piece begins with the head of the mail that was cut, so it is read like a mail, as
    far as it reaches. A later one begins anywhere.
    """
    try:
        root, raw, _ = cut(data)
    except Unreadable:
        return _as_it_stands(data)
    if not root.headers.has("content-type") and not root.headers.has("subject"):
        return _as_it_stands(data)
    inner = Walk(raw, Nowhere())
    walk(inner, root)
    return plain_body(joined(inner.bodies).text)


def _as_it_stands(data: bytes) -> Body:
    return plain_body(_ENCODED.sub("", readable_start(data)).strip("\n"))
