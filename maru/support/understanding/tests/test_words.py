import pytest

from maru.support.understanding.language import language
from maru.support.understanding.seed import by_words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("환불해 주세요", "ko"),
        ("iPhone 환불 부탁드려요 please", "ko"),
        ("Where is my order? I have not got it.", "en"),
        ("注文した商品がまだ届きません", "ja"),
        ("我的订单什么时候发货？", "zh"),
        ("Guten Tag, ich habe eine Frage zu meiner Bestellung", ""),
        ("Bonjour, je n'ai pas reçu ma commande", ""),
        ("SKU-1234 A4", ""),
        ("", ""),
        ("!!!", ""),
    ],
)
def test_a_language_is_told_or_nothing_is_said(text, told):
    assert language(text)[0] == told


@pytest.mark.parametrize(
    ("facet", "text", "told"),
    [
        ("sentiment", "정말 화가 나네요", "negative"),
        ("sentiment", "This is unacceptable.", "negative"),
        ("sentiment", "친절하게 안내해 주셔서 정말 감사합니다", "positive"),
        ("sentiment", "환불 부탁드립니다. 감사합니다.", None),
        ("sentiment", "친절하게 해 주셨는데 제품은 최악이에요", None),
        ("sentiment", "Thanks, best regards", None),
        ("sentiment", "실망하지 않았어요", None),
        ("urgency", "오늘 안에 꼭 받아야 합니다", "4"),
        ("urgency", "We need this ASAP", "4"),
        ("urgency", "천천히 주셔도 됩니다", None),
        ("urgency", "급여 명세서 문의", None),
    ],
)
def test_words_tell_a_mood_only_where_they_say_one_thing(facet, text, told):
    found = by_words(facet, text)
    assert (found.value if found else None) == told
    assert found is None or found.because
