"""The signature under what is sent: a line of two dashes and a space before it (RFC 3676, 4.3)."""

_DASHES = "\n\n-- \n"


def signed(text: str, signature: str) -> str:
    return f"{text}{_DASHES}{signature}" if signature else text


def unsigned(text: str) -> str:
    """Return what was written without the signature that ``signed`` put under it."""
    own, dashes, _signature = text.rpartition(_DASHES)
    return own if dashes else text
