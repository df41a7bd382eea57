"""What abuses the reader is found, and nothing else: the second half is the longer one."""

import pytest

from maru.kit.text.abuse import KINDS, LONGEST, abuse_in

ABUSIVE = [
    ("야 이 씨발 환불 안 해?", "profanity"),
    ("씨 발 진짜", "profanity"),
    ("씨1발 뭐하는 거야", "profanity"),
    ("ㅅㅂ 언제 와요", "profanity"),
    ("ㅆㅂ", "profanity"),
    ("시발 장난하냐", "profanity"),
    ("존나 느리네", "profanity"),
    ("좆같은 서비스", "profanity"),
    ("지랄하네", "profanity"),
    ("이 병신아 일 똑바로 해", "insult"),
    ("병신 같은 상담원", "insult"),
    ("개새끼들아", "insult"),
    ("야 이 개새끼야", "insult"),
    ("개새끼", "insult"),
    ("이 새끼 누구야", "insult"),
    ("미친년 아니야?", "insult"),
    ("또라이 새끼", "insult"),
    ("니애미", "insult"),
    ("닥쳐", "insult"),
    ("쓰레기 같은 놈들", "insult"),
    ("죽여버린다", "threat"),
    ("찾아가서 다 부숴버린다", "threat"),
    ("가만 안 둔다", "threat"),
    ("칼 들고 찾아간다", "threat"),
    ("창녀 같은", "sexual"),
    ("너랑 자고 싶다", "sexual"),
    ("What the fuck is this", "profanity"),
    ("f*cking useless", "profanity"),
    ("this is bullshit", "profanity"),
    ("You stupid idiot", "insult"),
    ("you are all idiots", "insult"),
    ("asshole", "insult"),
    ("Bitch, answer me", "insult"),
    ("I will kill you", "threat"),
    ("I know where you live", "threat"),
    ("send me nudes", "sexual"),
    ("시\u200b발 뭐", "profanity"),
    ("씨이이이발", "profanity"),
]

HARMLESS = [
    # Words that hold another one.
    "이 사업의 시발점은 어디인가요?", "시발역에서 출발했습니다", "시발 택시 모형을 샀어요",
    "상품을 다시 발송해 주세요", "다시발송 부탁드립니다", "일시발급이 되나요", "출시발표 언제",
    "당시발생한 비용", "즉시발송 상품인가요", "간병신청서를 냈습니다", "질병신고는 어디서 하나요",
    "병신년에 태어났습니다", "발병신고", "등신대 포스터 주문", "팔등신 마네킹", "8등신",
    "보존나무 마루", "의존나요?", "씨앗 발아가 안 됩니다", "씨 발아율", "씨 발송은 언제",
    "김민수 씨 발송 부탁드립니다", "박씨 발신", "고객 씨 팔찌",
    "김민수 씨 발 사이즈 260입니다", "씨 팔고 싶어요", "시발자동차 모형",
    "새끼손가락을 다쳤어요",
    "새끼 고양이 사료", "이 새끼 고양이 사료 있나요", "고양이가 새끼를 낳았어요",
    "우리 개가 새끼를 낳았어요", "우리 개 새끼 세 마리", "개새끼 세 마리를 분양합니다",
    "개새끼가 태어났어요", "화면이 꺼져요", "전원이 꺼져 있습니다", "앱이 자꾸 꺼져서 다시 켰어요",
    "배고파 죽겠어요", "더워 죽겠네요", "소리를 죽여 주세요", "서랍을 뒤져봐도 없어요",
    "미친듯이 좋아요", "미친 가격이네요", "가슴 사이즈가 어떻게 되나요 상의요", "칼로 썰었어요",
    "칼로리가 얼마인가요", "불 켜는 법", "보지 못했습니다", "자지 않고 기다렸어요",
    "조카 선물입니다", "조까지 주문", "밤길 산책용 조명", "족발 주문했어요", "개나리 색",
    "개별 포장", "지랄탄", "니미츠 함", "죽을 만들어 먹었어요", "전복죽 일 인분",
    # Reported, not said.
    "상담원이 저한테 '병신'이라고 했어요", "기사님이 미친년이라고 욕했습니다",
    "옆집 사람이 \"개새끼\"라고 소리쳤습니다", "그분이 씨발이라고 말했어요",
    # Angry is not abusive.
    "정말 화가 납니다. 최악의 서비스예요.", "사기 아닌가요? 환불해 주세요.",
    "쓰레기 같은 품질이네요",
    "너무 답답해서 미치겠어요", "고소하겠습니다", "소비자원에 신고하겠습니다",
    "This is unacceptable and ridiculous.", "I am furious", "terrible, awful, useless product",
    # Scunthorpe and its neighbours.
    "I live in Scunthorpe", "Penistone Road", "Cockburn Street", "Dick van Dyke box set",
    "Sussex and Essex", "assess the class assignment", "cocktail shaker", "shiitake mushrooms",
    "fire retardant coating", "Shitake", "Mr. Hancock", "pushit button", "Fukuoka branch",
    "I felt like an idiot when I saw it was unplugged", "stupid question, but how do I log in?",
    "the bastion host", "Essex bitcoin", "kill switch", "the process was killed",
    "shot in the dark", "Matsushita parts", "scrap the order", "Cumming, Georgia",
    "It is a therapist booking", "my password is grapes", "canal street",
    "", " ", "\x00", "ㅋㅋㅋㅋ", "ㅠㅠ", "감사합니다", "\ud800", "ㅅ", "ㅂㅅ", "발", "新年快樂",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), ABUSIVE, ids=[text for text, _kind in ABUSIVE])
def test_abuse_is_found_with_its_kind_and_words(text, kind):
    found = abuse_in(text)
    assert kind in {each.kind for each in found}
    assert all(each.words for each in found)


@pytest.mark.parametrize("text", HARMLESS, ids=range(len(HARMLESS)))
def test_nothing_else_is(text):
    assert abuse_in(text) == []


def test_every_kind_is_known_and_a_long_text_is_looked_at_so_far():
    assert {each.kind for text, _kind in ABUSIVE for each in abuse_in(text)} == set(KINDS)
    assert abuse_in("가 " * LONGEST + "씨발") == []
    assert len(abuse_in("씨발 " * 500)) == 20
