"""A form is sent: its words and files are safe before the visitor hears so (D1), once (D2)."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from maru.extensions.webform.answers import AnswersForm
from maru.extensions.webform.letter import Letter
from maru.extensions.webform.models import Submission, WebForm
from maru.extensions.webform.stamp import Stamp
from maru.kit.blobs import store
from maru.kit.database.leases import AT_ONCE
from maru.kit.jobs import bell
from maru.kit.secrets import new_token
from maru.kit.throttling.throttle import Throttle
from maru.records.channels.unconfirmed import keep
from maru.support.tickets.files import NewFile

# An office or a mobile network shares one address; a robot wants more than that.
SENDERS = Throttle("web-form", limit=10, window=timedelta(minutes=15))


def count_sender(place: str) -> None:
    """Count one sending that leaves something on our disk."""
    SENDERS.count(place, new_token())


def submit(
    web_form: WebForm,
    answers: AnswersForm,
    files: list[NewFile],
    *,
    stamp: Stamp,
    language: str,
    place: str,
) -> Submission:
    """Keep the answers until their address is confirmed, and have a link mailed to it.

    The same stamp again gives what it gave before. Raises OSError when the
    disk is full.
    """
    if before := Submission.objects.filter(stamp=stamp.hashed).first():
        return before
    letter = _letter(answers, files, stamp, language)
    raw = letter.as_bytes()
    sha256 = store().put(raw)
    transport = {"mail_from": letter.address, "peer": place}
    try:
        with transaction.atomic():
            submission = Submission.objects.create(
                envelope=keep(sha256, len(raw), web_form.channel, transport),
                web_form=web_form,
                stamp=stamp.hashed,
                address=letter.address,
                language=language,
                files=[file.sha256 for file in files],
                due_at=AT_ONCE,
                created_at=letter.written_at,
                expires_at=letter.written_at + timedelta(days=web_form.link_days),
            )
            bell.ring("webform.links")
    except IntegrityError:
        # Pressed twice at once: the other one has it.
        return Submission.objects.get(stamp=stamp.hashed)
    count_sender(place)
    return submission


def _letter(answers: AnswersForm, files: list[NewFile], stamp: Stamp, language: str) -> Letter:
    said = answers.cleaned_data
    return Letter(
        nonce=stamp.hashed,
        written_at=timezone.now(),
        language=language,
        address=said["email"],
        message=said["message"],
        name=said.get("name", ""),
        subject=said.get("subject", ""),
        files=files,
    )
