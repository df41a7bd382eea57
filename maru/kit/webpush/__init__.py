"""Web Push: a message that a browser's push service brings to it (RFC 8030, 8291, 8292)."""
