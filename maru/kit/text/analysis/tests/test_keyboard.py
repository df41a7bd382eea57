import pytest
from hypothesis import given
from hypothesis import strategies as st

from maru.kit.text.analysis.keyboard import (
    as_english,
    as_korean,
    looks_korean,
    looks_mistyped,
)


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("ghksqnf", "환불"), ("qothd", "배송"), ("xkfxhl", "탈퇴"), ("djffnr", "얼룩"),
        ("rkqtdmf", "값을"), ("dnpqtkdlxm", "웹사이트"), ("ehRl", "도끼"), ("GHKSQNF", "환불"),
        ("dmltk", "의사"), ("rhksfl", "관리"), ("dkswek", "앉다"),
    ],
)  # fmt: skip
def test_english_keys_write_the_korean_word(keys, word):
    assert as_korean(keys) == word
    assert looks_korean(word)


@pytest.mark.parametrize(
    ("word", "keys"), [("ㄱㄷ려ㅜㅇ", "refund"), ("ㅣㄷ마", "leak"), ("ㅔㅁㄴㄴ잭ㅇ", "password")]
)
def test_korean_letters_were_typed_by_the_english_keys(word, keys):
    assert as_english(word) == keys
    assert looks_mistyped(word)


def test_words_of_either_language_look_like_themselves():
    assert not looks_korean(as_korean("refund"))
    assert not looks_mistyped("환불")


@given(st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), max_size=12))
def test_each_syllable_comes_back_from_its_keys(word):
    assert as_korean(as_english(word)) == word
