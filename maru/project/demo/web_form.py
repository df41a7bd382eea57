"""The demo's web form, and what people sent by it: through the same verbs as a visitor."""

from __future__ import annotations

from datetime import datetime, timedelta

from maru.extensions.webform.answers import AnswersForm
from maru.extensions.webform.confirming import confirm_by_link
from maru.extensions.webform.linking import mail_links
from maru.extensions.webform.models import Submission, WebForm
from maru.extensions.webform.stamp import Stamp
from maru.extensions.webform.submitting import submit
from maru.extensions.webform.web_form import KIND, Asked
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Channel, Envelope
from maru.staff.company.models import Brand
from maru.staff.teams.models import Team
from maru.support.tickets.models import Message

VISITOR = "203.0.113.24"  # nobody's address
READING = timedelta(minutes=3)  # until a link is opened


def publish(told: dict[str, str], brand: Brand, team: Team) -> WebForm:
    """Make the brand's form, open to everybody."""
    channel = Channel.objects.create(
        kind=KIND, address=told["address"], name=told["name"], brand=brand, team=team
    )
    texts = {"ko": {"title": told["title"], "intro": told["intro"]}}
    return WebForm.objects.create(channel=channel, texts=texts, asks_name=Asked.REQUIRED)


def send_in(web_form: WebForm, who: dict[str, str], subject: str, text: str) -> Submission:
    """Send the form as ``who``; a link is mailed to them."""
    said = {"name": who["name"], "email": who["email"], "subject": subject, "message": text}
    answers = AnswersForm(said, {}, web_form=web_form, kept=[])
    if not answers.is_valid():
        raise ValueError(f"{subject}: {answers.errors}")
    sent = submit(web_form, answers, [], stamp=Stamp.new(web_form.pk), language="ko", place=VISITOR)
    mail_links()
    return sent


def confirm(sent: Submission, at: datetime) -> Message:
    """Open the link, and return the message that came of it."""
    confirm_by_link(sent, [sent.pk])
    open_waiting()
    _date(sent, at, confirmed_at=at + READING)
    message = Message.objects.select_related("ticket", "customer").get(envelope=sent.envelope_id)
    Message.objects.filter(pk=message.pk).update(written_at=at)
    return message


def wait(sent: Submission, at: datetime) -> None:
    """Leave it to be confirmed, since ``at``."""
    _date(sent, at)
    Envelope.objects.filter(pk=sent.envelope_id).update(received_at=at, opened_at=None)


def _date(sent: Submission, at: datetime, **more: datetime) -> None:
    ends = at + timedelta(days=sent.web_form.link_days)
    Submission.objects.filter(pk=sent.pk).update(
        created_at=at, mailed_at=at, expires_at=ends, **more
    )
