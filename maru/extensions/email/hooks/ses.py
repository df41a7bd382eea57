"""Amazon SES: "Contents of notifications for Amazon SES email receiving", "Contents of event data
that Amazon SES publishes to Amazon SNS", and the older "Amazon SNS notification contents"."""

from __future__ import annotations

import base64
from typing import Any

from maru.extensions.email.hooks import s3, sns
from maru.extensions.email.hooks.bucket import Bucket
from maru.extensions.email.hooks.hook import Hook
from maru.extensions.email.hooks.posted import (
    ComeAgain,
    Malformed,
    News,
    NotTaken,
    Post,
    Posted,
    an_object,
    parsed,
)
from maru.extensions.email.hooks.s3_trouble import S3Trouble
from maru.records.channels.acceptance import Stored
from maru.records.channels.incoming import Fate

# SNS says this once, when events are switched on.
HELLO = "Successfully validated SNS topic for Amazon SES event publishing."

FATES = {
    "Send": None,
    "Delivery": Fate.DELIVERED,
    "DeliveryDelay": Fate.DELAYED,
    "Bounce": Fate.BOUNCED,
    "Reject": Fate.BOUNCED,
    "Rendering Failure": Fate.BOUNCED,
    "Complaint": Fate.COMPLAINED,
    "Open": Fate.READ,
}


def mail(hook: Hook, post: Post) -> Posted | None:
    """Return the mail in a notification, None if there is none to take in."""
    told = _told(hook, post)
    if told is None:
        return None
    if told.get("notificationType") != "Received":
        if _kind(told) in FATES:
            raise Malformed  # news that came to the address of the mail
        return None  # what SES says when a topic is tied to it
    receipt = an_object(told.get("receipt"))
    action = an_object(receipt.get("action"))
    recipients = receipt.get("recipients")
    to = str(recipients[0]) if isinstance(recipients, list) and recipients else ""
    sender = str(an_object(told.get("mail")).get("source", ""))
    content = told.get("content")
    if action.get("type") == "S3" and content is None:
        return Posted(_in_s3(hook, action), sender, to)
    if not isinstance(content, str) or not content:
        raise NotTaken("no_raw")
    raw, trouble = _raw(content, str(action.get("encoding", "")))
    return Posted(raw, sender, to, trouble)


def _in_s3(hook: Hook, action: dict[str, Any]) -> Stored:
    """Store the mail that an S3 action put into its bucket, and return where."""
    name, key = action.get("bucketName"), action.get("objectKey")
    if not isinstance(name, str) or not isinstance(key, str) or not name or not key:
        raise Malformed
    bucket = Bucket.objects.filter(hook=hook).first()
    if bucket is None:
        raise NotTaken("in_s3", later=True)
    if bucket.name != name:
        raise NotTaken("s3_other", later=True)
    try:
        return s3.store_object(bucket, key)
    except S3Trouble as why:
        raise NotTaken(why.code, later=not why.is_final) from why
    except OSError as why:  # our disk
        raise ComeAgain from why


def _raw(content: str, encoding: str) -> tuple[bytes, str]:
    if encoding.upper() == "BASE64":
        try:
            return base64.b64decode(content, validate=True), ""
        except ValueError as error:
            raise Malformed from error
    # As UTF-8 what was written in another charset (EUC-KR) is gone already.
    is_damaged = "\N{REPLACEMENT CHARACTER}" in content
    return content.encode("utf-8", "surrogatepass"), "damaged" if is_damaged else ""


def news(hook: Hook, post: Post) -> list[News]:
    told = _told(hook, post)
    if told is None:
        return []
    kind = _kind(told)
    if kind == "Received":
        raise Malformed  # a mail that came to the address of the events
    if kind not in FATES:
        return []
    own = _own_id(an_object(told.get("mail")))
    if not own:
        raise NotTaken("no_headers")
    fate = FATES[kind]
    return [News(Fate.DELAYED if kind == "Bounce" and not _is_lost(told) else fate, message_id=own)]


def _told(hook: Hook, post: Post) -> dict[str, Any] | None:
    message = sns.heard(hook, post)
    return None if message is None or message == HELLO else an_object(parsed(message))


def _kind(told: dict[str, Any]) -> str:
    return str(told.get("eventType") or told.get("notificationType") or "")


def _own_id(about: dict[str, Any]) -> str:
    """Return the Message-ID that we gave: SES replaces it in the mail and remembers it here."""
    headers = about.get("headers")
    for each in headers if isinstance(headers, list) else []:
        if isinstance(each, dict) and str(each.get("name")).lower() == "message-id":
            return str(each.get("value", "")).strip(" <>")
    return ""


def _is_lost(told: dict[str, Any]) -> bool:
    """Return whether a bounce is for good. An absence note is a "Transient" bounce, too, but says
    of no recipient that it failed."""
    bounce = an_object(told.get("bounce"))
    recipients = bounce.get("bouncedRecipients")
    actions = [
        each.get("action") for each in (recipients if isinstance(recipients, list) else [])
        if isinstance(each, dict)
    ]  # fmt: skip
    return bounce.get("bounceType") != "Transient" or "failed" in actions
