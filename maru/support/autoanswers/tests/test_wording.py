from __future__ import annotations

import pytest

from maru.kit.text.placeholders import fill
from maru.staff.company.models import Brand
from maru.support.autoanswers.forms import WordingForm, wrong_placeholder
from maru.support.autoanswers.models import Wording
from maru.support.autoanswers.occasions import Occasion
from maru.support.autoanswers.wording import PLACEHOLDERS, built_in, spoken


@pytest.mark.parametrize("occasion", Occasion.values)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_marus_own_words_are_filled(occasion: str, language: str) -> None:
    text = fill(built_in(occasion, language), dict.fromkeys(PLACEHOLDERS, "x"))
    assert "{{" not in text


def test_each_language_has_its_own_words() -> None:
    assert built_in("received", "ko") != built_in("received", "en")


def test_a_brand_may_have_its_own() -> None:
    wording = Wording(texts={"received": {"ko": "{{brand.name}}입니다."}})
    assert wording.say("received", "ko", {"brand.name": "온누리"}) == "온누리입니다."
    assert wording.text("received", "en") == built_in("received", "en")


@pytest.mark.parametrize("name", ["customer.name", "ticket.subject", "customer.email", "nothing"])
def test_what_the_customer_wrote_is_no_placeholder(name: str) -> None:
    text = "{{" + name + "}}"
    assert name in wrong_placeholder(text)
    form = WordingForm({"received_ko": text}, instance=Wording(brand=Brand(name="b")))
    assert not form.is_valid()
    assert list(form.errors) == ["received_ko"]


def test_a_language_that_maru_does_not_speak_is_answered_in_the_brands() -> None:
    brand = Brand(name="b", language="ko")
    assert [spoken(s, brand) for s in ("en", "en-GB", "ja", "")] == ["en", "en", "ko", "ko"]
