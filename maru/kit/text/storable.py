"""Words of others, such as a server's answer or an error's, as every database takes them."""


def storable(words: str, length: int) -> str:
    """Return at most ``length`` characters without NUL, which PostgreSQL, and without half
    letters, which no database takes."""
    return words[:length].replace("\0", "").encode("utf-8", "replace").decode()
