"""The cast with an open web form of onnuri."""

from __future__ import annotations

import re
from typing import Any

from maru.extensions.webform.linking import mail_links
from maru.extensions.webform.models import Submission, WebForm
from maru.extensions.webform.stamp import QUICKEST, Stamp
from maru.extensions.webform.web_form import KIND
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Channel, Delivery
from maru.staff.company.models import Brand
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import SupportTestCase

WORDS = {
    "name": "박서준", "email": "seojun@example.com", "subject": "냄비 뚜껑",
    "message": "뚜껑이 <b>깨져서</b> 왔어요.\n바꿔 주세요.",
}  # fmt: skip


def made_form(brand: Brand, address: str, **fields: Any) -> WebForm:
    channel = Channel.objects.create(
        kind=KIND, address=address, name=f"{address} form", brand=brand
    )
    return WebForm.objects.create(channel=channel, **fields)


class WebFormTestCase(SupportTestCase):
    web_form: WebForm

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.web_form = made_form(cls.onnuri, "onnuri")
        cls.web_form.channel.team = cls.team
        cls.web_form.channel.save()

    def stamp(self, web_form: WebForm | None = None, *, age: float = QUICKEST + 1) -> str:
        """Return a stamp as of a page that was opened ``age`` seconds ago."""
        fresh = Stamp.new((web_form or self.web_form).pk)
        return Stamp(fresh.web_form, fresh.nonce, fresh.at - age).written

    def send(self, *, to: str = "/form/onnuri/?lang=ko", headers: Any = None, **words: Any) -> Any:
        data = {**WORDS, "stamp": self.stamp(), **words}
        return self.client.post(to, data, headers=headers)

    def sent(self, **words: Any) -> Submission:
        """Send the form and return what was kept."""
        response = self.send(**words)
        assert response.status_code == 200, response.content.decode()
        return Submission.objects.latest("id")

    def links(self) -> list[str]:
        """Have what is due mailed; return the paths of all links, oldest first."""
        mail_links()
        mails = Delivery.objects.filter(message_id__startswith="form.").order_by("pk")
        found = [re.search(r"https?://[^/]+(/form/confirm/\S+/)", m.content.letter) for m in mails]
        return [match[1] for match in found if match]

    def confirmed(self, submission: Submission, link: str) -> Message | None:
        self.client.post(link, {"letter": submission.pk})
        open_waiting()
        return Message.objects.filter(envelope=submission.envelope).first()
