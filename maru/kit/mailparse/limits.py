"""What one mail may cost, and the one error that says it cost too much.

Everything here is checked before or while a mail is cut into parts, never after.
"""

MAX_RAW = 50 * 1024 * 1024  # bytes
MAX_PARTS = 100
MAX_DEPTH = 20
MAX_HEADER = 100 * 1024  # bytes of one header block
MAX_ADDRESSES = 1000  # over From, Reply-To, To and Cc together
MAX_REFERENCES = 100
MAX_TEXT = 1_000_000  # characters of one readable body; the rest stays in a file
MAX_HTML = 1_500_000  # characters of HTML we sanitise; larger stays in a file
MAX_HTML_DEPTH = 400  # open elements; HTML parsers are quadratic in this

CPU_SECONDS = 2.0
WALL_SECONDS = 30.0  # on a machine where others work, two seconds of CPU take many
MEMORY_BYTES = 256 * 1024 * 1024  # above the idle child
MAX_ANSWER = 64 * 1024 * 1024  # bytes of one answer of the child

NO_ROOM = "no_room"  # the child's word for a full disk, which is no fault of the mail


class Unreadable(Exception):
    """A mail that is refused as a whole; its raw bytes stay with the caller.

    ``reason`` is a code: empty, too_large, too_many_parts, too_deep,
    headers_too_large, too_many_addresses, malformed; and from the Reader
    cpu_limit, memory_limit, crashed, timeout. ``detail`` is for an operator.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
