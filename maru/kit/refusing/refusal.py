from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """Something was asked that cannot be done, and why, in words for whoever asked.

    ``status`` is 409 where somebody else was faster, 422 where it never may be; ``code`` is a
    word for programs, ``more`` what they are told beside it.
    """

    def __init__(self, status: int, code: str, words: str, **more: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.words, self.more = status, code, words, more
