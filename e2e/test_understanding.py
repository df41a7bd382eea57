"""What a ticket looks like: taken over by one press, and said to be wrong by two."""

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from maru.support.tickets.models import Message
from maru.support.understanding.models import Guess, Impression

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_guess_is_taken_over_and_another_corrected(cast, opens):
    message = Message.objects.filter(ticket=cast.ticket).earliest("pk")
    said = {"kind": ("complaint", 92), "sentiment": ("negative", 81)}
    for facet, (value, sure) in said.items():
        Guess.objects.create(message=message, facet=facet, value=value, sure=sure)
    Impression.keep(cast.ticket.pk, message.pk, said)
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    looks = page.locator("#panel-looks")
    expect(looks).to_contain_text("92 %")
    assert faults(page) == []

    looks.get_by_role("button", name="받아들이기").click()
    expect(looks.locator("[title='문의가 이미 그렇습니다']")).to_be_visible()
    cast.ticket.refresh_from_db()
    assert cast.ticket.kind == "complaint"

    looks.get_by_label("틀림: 속상함").click()
    looks.get_by_role("button", name="차분함").click()
    expect(looks.locator("[data-wrong]")).to_contain_text("차분함")
    assert Guess.objects.get(facet="sentiment").right_value == "neutral"
    looks.get_by_role("button", name="되돌리기").click()
    expect(looks).to_contain_text("81 %")
