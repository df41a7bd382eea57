from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from maru.extensions.webform.letter import Letter
from maru.extensions.webform.models import Submission
from maru.extensions.webform.tests.cast import made_form
from maru.kit.blobs import store
from maru.kit.secrets import digest
from maru.records.channels.unconfirmed import keep
from maru.staff.members.tests.routes import OTHER_BRAND, Thing, everybody, nobody, of_brand, things


@things("forms")
def forms(case: Any) -> list[Thing]:
    """Their settings; the other brand's has a canary in its name."""
    made = []
    for brand, canary in [(case.onnuri, ""), (case.haneul, OTHER_BRAND)]:
        web_form = made_form(brand, f"walked-{brand.pk}", origins=["https://x.example"])
        web_form.channel.name = f"양식 {canary}"
        web_form.channel.save()
        made.append(Thing(web_form.pk, of_brand(brand)))
    return made


@things("form")
def pages(case: Any) -> list[Thing]:
    made_form(case.onnuri, "walked")
    return [Thing("walked", everybody, is_public=True), Thing("no-such-form", nobody)]


@things("confirm")
def links(case: Any) -> list[Thing]:
    web_form = made_form(case.onnuri, "confirmed")
    now = timezone.now()
    letter = Letter("n", now, "ko", "walker@example.com", "내용")
    raw = letter.as_bytes()
    envelope = keep(store().put(raw), len(raw), web_form.channel, {})
    Submission.objects.create(
        envelope=envelope, web_form=web_form, stamp="s", address=letter.address, language="ko",
        token_hash=digest("walked-link"), expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return [Thing("walked-link", everybody, is_public=True), Thing("made-up", nobody)]
