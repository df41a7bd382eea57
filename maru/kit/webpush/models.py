"""The key by which push services know this installation."""

from maru.kit.webpush.key import PushKey

__all__ = ["PushKey"]
