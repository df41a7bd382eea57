"""Mails in pieces, as old programs cut them (RFC 2046, 5.2.2)."""

KIM = "김하늘 <haneul.kim@example.com>"


def piece(
    body: bytes, number: object, total: object = None, *, id: str = "abc@example.com",
    sender: str = "haneul.kim@example.com", **fields: str,
) -> bytes:  # fmt: skip
    """Return one piece that holds ``body``; without ``total`` it does not say it."""
    head = [
        f"From: {sender}",
        "To: support@onnuri.example",
        f"Subject: ({number}) cut",
        f"Message-ID: <piece-{number}-{id}>",
        *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items()),
        "MIME-Version: 1.0",
        f'Content-Type: message/partial; id="{id}"; number={number}'
        + (f"; total={total}" if total is not None else ""),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


def cut(whole: bytes, count: int, **fields: str) -> list[bytes]:
    """Return ``whole`` in ``count`` pieces, cut between lines."""
    lines = whole.splitlines(keepends=True)
    at = [len(lines) * n // count for n in range(count + 1)]
    bodies = [b"".join(lines[at[n] : at[n + 1]]) for n in range(count)]
    return [piece(body, n + 1, count, **fields) for n, body in enumerate(bodies)]
