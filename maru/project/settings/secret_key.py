import os
import secrets
from pathlib import Path


def secret_key(home: Path, given: str) -> str:
    """Return ``given``, or the key kept in ``home``, made on the first start.

    The file is created with O_EXCL and mode 0600: two processes that start at
    once agree on one key.
    """
    if given:
        return given
    path = home / "secret.key"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
        file.flush()
        os.fsync(file.fileno())
    return path.read_text(encoding="ascii").strip()
