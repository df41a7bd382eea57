"""Postmark: "Inbound webhook". It signs nothing: the address is the secret."""

from __future__ import annotations

from anymail.webhooks.postmark import PostmarkTrackingWebhookView

from maru.extensions.email.hooks.anymail_news import as_news
from maru.extensions.email.hooks.hook import Hook
from maru.extensions.email.hooks.posted import Malformed, News, NotTaken, Post, Posted, an_object


def mail(_hook: Hook, post: Post) -> Posted:
    told = an_object(post.json())
    if "From" not in told and "FromFull" not in told:
        raise Malformed
    raw = told.get("RawEmail")
    if not isinstance(raw, str) or not raw:
        raise NotTaken("no_raw")
    headers = told.get("Headers")
    first = headers[0] if isinstance(headers, list) and headers else {}
    is_path = isinstance(first, dict) and str(first.get("Name")).lower() == "return-path"
    sender = str(first.get("Value", "")) if is_path else ""
    return Posted(
        raw.encode("utf-8", "surrogatepass"), sender, str(told.get("OriginalRecipient", ""))
    )


def news(_hook: Hook, post: Post) -> list[News]:
    told = an_object(post.json())
    # anymail would want a password in the address.
    view = PostmarkTrackingWebhookView(webhook_secret="-:-")  # noqa: S106
    return as_news(view.esp_to_anymail_event(told))
