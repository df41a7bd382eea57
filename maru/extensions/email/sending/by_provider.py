"""Handing a mail to a provider's API through anymail, knowing what each failure means (D6)."""

from __future__ import annotations

from collections.abc import Callable
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import formataddr
from typing import Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from maru.extensions.email.headers import address, guarded, message_ids
from maru.extensions.email.sending.providers import Provider
from maru.kit.blobs import store
from maru.kit.text.paragraphs import as_html
from maru.records.channels.connectors import Receipt, Refused, TryLater, Undecided
from maru.records.channels.incoming import Party
from maru.records.channels.outgoing import Outgoing, OutgoingFile

PATIENCE = (10.0, 90.0)  # seconds to connect, and for the answer
# Documented as "nothing was done": a wrong or blocked key, too many requests, out of service.
_LATER = {401, 403, 408, 429, 503}
_REFUSED = {"rejected", "invalid", "failed"}


def send(
    outgoing: Outgoing,
    provider: Provider,
    *,
    key: str,
    region: str,
    domain: str,
    delivery_id: int,
    before_end: Callable[[], None],
) -> Receipt:
    """Send ``outgoing`` once. ``delivery_id`` comes back in what the provider tells later.

    Raises Refused, TryLater, Undecided as a connector does.
    """
    if not key or not key.isascii():
        raise TryLater(f"{provider.name}: 401 there is no key that can be used")
    try:
        mail = as_message(outgoing, provider, delivery_id)
    except ValueError as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise TryLater(f"a file could not be read: {error}") from error
    backend = opened(provider, key=key, region=region, domain=domain)
    if provider.once:
        # The same each time: sent again by hand, what was taken before is no second mail (D6).
        backend.session.headers[provider.once] = outgoing.message_id
    before_end()  # one request: it cannot be stopped half way
    try:
        backend.send_messages([mail])
    except AnymailRecipientsRefused as error:
        raise Refused(f"{provider.name}: no recipient was taken") from error
    except AnymailAPIError as error:
        had_answer = getattr(error, "response", None) is not None
        raise (_answered if had_answer else _broken)(error, provider) from error
    except AnymailError as error:
        raise Refused(f"{provider.name}: {error}") from error  # before anything was sent
    finally:
        backend.close()
    states = mail.anymail_status.recipients.items()  # type: ignore[attr-defined]
    refused = {to: str(state.status) for to, state in states if state.status in _REFUSED}
    return Receipt(provider.name, refused or None)


def opened(provider: Provider, *, key: str, region: str, domain: str) -> Any:
    options = {provider.key: key, "api_url": provider.address(region), "timeout": PATIENCE}
    if provider.kind == "mailgun":
        options["sender_domain"] = domain
    # What not every provider can do is only a wish: to leave opens and clicks uncounted.
    backend = import_string(provider.backend)(ignore_unsupported_features=True, **options)
    backend.open()
    backend.session.max_redirects = 0  # a repeated request would be a second mail
    return backend


def as_message(outgoing: Outgoing, provider: Provider, delivery_id: int) -> EmailMultiAlternatives:
    """Return the mail as Django has it. Raises ValueError for what may not stand in a header."""
    own_id = message_ids([outgoing.message_id])
    if not own_id:
        raise ValueError("not a Message-ID")
    headers = {
        "Message-ID": own_id,
        "In-Reply-To": message_ids([outgoing.in_reply_to]),
        "References": " ".join(message_ids(outgoing.references).split()),
        **provider.extra_headers,
    }
    if outgoing.is_automatic:
        kind = "auto-replied" if outgoing.in_reply_to else "auto-generated"
        headers |= {"Auto-Submitted": kind, "X-Auto-Response-Suppress": "All"}
    letter = outgoing.letter
    mail = EmailMultiAlternatives(
        subject=guarded(outgoing.subject),
        body=letter,
        from_email=_person(outgoing.sender),
        to=[_person(p) for p in outgoing.to],
        cc=[_person(p) for p in outgoing.cc],
        bcc=[_person(p) for p in outgoing.bcc],
        reply_to=[_person(p) for p in outgoing.reply_to],
        headers={name: value for name, value in headers.items() if value},
        attachments=[
            (guarded(file.name), store().read(file.sha256), file.content_type)
            for file in outgoing.files
            if not file.content_id
        ],
    )
    for file in outgoing.files:
        if file.content_id:
            mail.attach(_picture(file))
    mail.attach_alternative(outgoing.html or as_html(letter), "text/html")
    wishes = {"metadata": {"maru": str(delivery_id)}, "track_opens": False, "track_clicks": False}
    for name, value in wishes.items():
        setattr(mail, name, value)
    return mail


def _picture(file: OutgoingFile) -> MIMEBase:
    """Return a picture that the HTML shows by its id: so anymail knows it from a file."""
    kind, _slash, more = file.content_type.partition("/")
    part = MIMEBase(kind, more)
    part.set_payload(store().read(file.sha256))
    encode_base64(part)
    part["Content-ID"] = message_ids([file.content_id])
    part.add_header("Content-Disposition", "inline", filename=guarded(file.name))
    return part


def _person(party: Party) -> str:
    return formataddr((guarded(party.name).strip(), address(party.address)))


def _broken(error: AnymailAPIError, provider: Provider) -> Exception:
    """Return what it means that there was no answer."""
    cause = str(error.__cause__ or error)
    never_there = ("NewConnectionError", "NameResolutionError", "Failed to establish")
    is_early = isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError)
    if is_early or any(word in cause for word in never_there):
        return TryLater(f"{provider.name}: cannot be reached")
    return Undecided(f"{provider.name}: no answer after the mail was handed over")


def _answered(error: AnymailAPIError, provider: Provider) -> Exception:
    """Return what an answer means that is not "taken"."""
    status = error.response.status_code
    words = f"{provider.name}: {status} {said(error.response)}"
    if status in _LATER:
        return TryLater(words)
    # 409 to a key that was used: what came under it before may lie there.
    if 400 <= status < 500 and not (status == 409 and provider.once):
        return Refused(words)
    # 500 and above: the mail may lie there. 2xx that cannot be read: it most likely does.
    return Undecided(words)


def said(response: requests.Response | None) -> str:
    """Return what the provider says of an error, in one line; "" if nothing."""
    if response is None:
        return ""
    try:
        answer = response.json()
    except ValueError:
        return " ".join(response.text.split())[:300]
    if isinstance(answer, dict):
        errors = answer.get("errors")
        first = errors[0] if isinstance(errors, list) and errors else {}
        for found in (answer, first if isinstance(first, dict) else {}):
            for name in ("Message", "message", "error"):
                if isinstance(found.get(name), str):
                    return " ".join(found[name].split())[:300]
    return ""
