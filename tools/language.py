"""One sentence for the person at the terminal, in their language."""

import os
import sys


def is_korean() -> bool:
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return (language or "").startswith("ko")


def say(korean: str, english: str) -> None:
    # A terminal whose encoding cannot show Hangul must not stop the start.
    text = (korean if is_korean() else english) + "\n"
    sys.stderr.buffer.write(text.encode("utf-8"))
    sys.stderr.buffer.flush()
