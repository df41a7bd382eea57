# ruff: noqa: E501  mails are quoted as they came
"""Each client's way of quoting: own words stay, the older mail goes."""

import pytest

from maru.kit.mailparse.tests.mails import mail, read, read_html

OWN = "네, 확인했습니다.\n감사합니다."
OLD = "지난번에 문의하신 내용입니다."

BELOW = {
    "naver": '-----Original Message-----\nFrom: "고객센터" <help@example.com>\nTo: <kim@naver.com>\nCc:\nSent: 2026-11-20 (금) 09:26:00 (GMT+09:00)\nSubject: 안내\n\n',
    "naver labels": "보낸사람: 고객센터 <help@example.com>\n받는사람: kim@naver.com\n날짜: 2026-11-20 09:26\n제목: 안내\n\n",
    "daum": "--------- 원본 메일 ---------\n보낸이: 고객센터 <help@example.com>\n받는이 : kim@hanmail.net\n날짜: 2026년 11월 20일 금요일, 09시 26분 00초 +0900\n제목: 안내\n\n",
    "kakao": "---------- 원본 메일 ----------\n보낸사람 : 고객센터\n받는사람 : kim@kakao.com\n\n",
    "outlook ko": "-----원본 메시지-----\n보낸 사람: 고객센터 <help@example.com>\n보낸 날짜: 2026년 11월 20일 금요일 오전 9:26\n받는 사람: kim@example.com\n제목: 안내\n\n",
    "outlook ko rule": "________________________________\n보낸 사람: 고객센터 <help@example.com>\n보낸 날짜: 2026년 11월 20일 금요일 오전 9:26\n받는 사람: kim <kim@example.com>\n제목: 안내\n\n",
    "gmail ko": "2026년 11월 20일 (금) 오전 9:26, 고객센터 <help@example.com>님이 작성:\n\n> ",
    "gmail ko wrapped": "2026년 11월 20일 (금) 오전 9:26, 아주 긴 이름의 고객센터 <\nhelp@example.com>님이 작성:\n\n> ",
    "apple ko": "2026. 11. 20. 오전 9:26, 고객센터 <help@example.com> 작성:\n\n> ",
    "apple ko unmarked": "2026. 11. 20. 오전 9:26, 고객센터 <help@example.com> 작성:\n\n",
    "samsung": "-------- 원본 이메일 --------\n발신: 고객센터 <help@example.com>\n날짜: 26/11/20 오전 9:26 (GMT+09:00)\n받은 사람: kim@example.com\n제목: 안내\n\n",
    "lg": "------ 원본 메시지 ------\n보낸사람 : help@example.com\n\n",
    "gmail en": "On Fri, Nov 20, 2026 at 9:26 AM Help <help@example.com> wrote:\n\n> ",
    "gmail en wrapped": "On Fri, Nov 20, 2026 at 9:26 AM Help Centre of Example\n<help@example.com> wrote:\n\n> ",
    "apple en": "On Nov 20, 2026, at 9:26 AM, Help <help@example.com> wrote:\n\n> ",
    "thunderbird": "On 2026-11-20 09:26, Help wrote:\n> ",
    "outlook en": "From: Help <help@example.com>\nSent: Friday, November 20, 2026 9:26 AM\nTo: Kim <kim@example.com>\nSubject: Notice\n\n",
    "yahoo en": "On Friday, November 20, 2026 at 09:26:00 AM GMT+9, Help <help@example.com> wrote:\n\n",
    "forwarded by apple": "Begin forwarded message:\n\nFrom: Help\nTo: Kim\nSubject: x\n\n",
    "gmail ja": "2026年11月20日(金) 9:26 サポート <help@example.com>:\n\n> ",
    "gmail de": "Am Fr., 20. Nov. 2026 um 09:26 Uhr schrieb Hilfe <help@example.com>:\n\n> ",
    "gmail fr": "Le ven. 20 nov. 2026 à 09:26, Aide <help@example.com> a écrit :\n\n> ",
    "outlook de": "-----Ursprüngliche Nachricht-----\nVon: Hilfe\nGesendet: Freitag\nAn: Kim\nBetreff: x\n\n",
    "only marks": "> ",
}


@pytest.mark.parametrize("client", BELOW)
def test_answer_above_is_kept_and_the_older_mail_cut(client: str) -> None:
    found = read(mail(f"{OWN}\n\n{BELOW[client]}{OLD}\n"))
    assert found.text == OWN
    assert OLD in found.quoted
    assert OLD in found.full_text


@pytest.mark.parametrize("client", BELOW)
def test_mail_without_own_words_stays_whole(client: str) -> None:
    found = read(mail(f"{BELOW[client]}{OLD}\n", subject="Fwd: x"))
    assert OLD in found.text
    assert found.quoted == ""


def test_answers_between_quoted_lines_stay() -> None:
    body = (
        "2026년 11월 20일 (금) 오전 9:26, 고객센터 <help@example.com>님이 작성:\n"
        "> 색상은?\n빨강이요\n> 크기는?\n큰 것이요\n> 감사합니다\n"
    )
    found = read(mail(body))
    assert "빨강이요\n> 크기는?\n큰 것이요" in found.text
    assert "감사합니다" in found.quoted


def test_answer_below_the_quotation_is_own() -> None:
    found = read(mail("On Fri, Nov 20, 2026 Help <help@example.com> wrote:\n> old\n\nmy answer\n"))
    assert found.text == "my answer"
    assert "> old" in found.quoted


@pytest.mark.parametrize(
    "line",
    [
        "나의 iPhone에서 보냄",
        "iPhone에서 보냄",
        "내 iPhone에서 보냄",
        "갤럭시에서 보냄",
        "Galaxy에서 보냄",
        "Samsung Galaxy 스마트폰에서 보냄",
        "삼성 갤럭시에서 보냈습니다.",
        "Sent from my iPhone",
        "Sent from my Galaxy",
        "Sent from Mail for Windows",
        "Get Outlook for iOS",
        "iPhoneから送信",
        "Android용 Outlook에서 보냄",
        "네이버 메일 앱에서 보냄",
    ],
)
def test_lines_of_phones_are_not_words_of_the_writer(line: str) -> None:
    found = read(mail(f"{OWN}\n\n{line}\n"))
    assert found.text == OWN
    assert line in found.quoted


@pytest.mark.parametrize(
    "text",
    [
        "제목: 환불 문의\n내용: 3일 전에 샀습니다",
        "On Monday he wrote a letter: it says no.",
        "2026년 11월 20일에 주문한 물건:\n사과, 배",
        "From: 서울\nTo: 부산\n항공권 문의입니다.",
        "이메일로 보냄\n확인 부탁드립니다",
        "아이폰에서 보냄 표시가 안 사라져요. 어떻게 하나요?",
    ],
)
def test_plain_words_are_not_mistaken_for_quotation(text: str) -> None:
    assert read(mail(text)).text == text


HTML = {
    "gmail": '<div dir="ltr">own words</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">2026년 11월 20일 (금) 오전 9:26, 고객센터 &lt;<a href="mailto:help@example.com">help@example.com</a>&gt;님이 작성:<br></div><blockquote class="gmail_quote">OLD</blockquote></div>',
    "apple": '<div>own words</div><div><br><blockquote type="cite"><div>On Nov 20, 2026, Help &lt;help@example.com&gt; wrote:</div><div>OLD</div></blockquote></div>',
    "outlook": '<div>own words</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Help</div><div>OLD</div>',
    "outlook desktop": '<p>own words</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3pt"><p>보낸 사람: Help</p></div><p>OLD</p>',
    "outlook ko": "<p>own words</p><hr><p><b>보낸 사람:</b> 고객센터<br><b>보낸 날짜:</b> 2026년<br><b>받는 사람:</b> 김<br><b>제목:</b> 안내</p>OLD",
    "daum": "<p>own words</p><blockquote><p>--------- 원본 메일 ---------</p><div><b>보낸이</b>: 고객센터</div>OLD</blockquote>",
    "yahoo": '<div>own words</div><div class="yahoo_quoted"><div>OLD</div></div>',
    "naver": '<p>own words</p><div class="replyArea"><p>-----Original Message-----</p><p>OLD</p></div>',
    "naver hr": "<p>own words</p><p>-----Original Message-----<br><b>From:</b> Help<br><b>To:</b> Kim<br></p><p>OLD</p>",
    "thunderbird": '<p>own words</p><div class="moz-cite-prefix">Help 이(가) 2026-11-20에 쓴 글:<br></div><blockquote type="cite">OLD</blockquote>',
}


@pytest.mark.parametrize("client", HTML)
def test_html_quotation_is_cut(client: str) -> None:
    found = read_html(HTML[client])
    assert found.text == "own words"
    assert "OLD" in found.quoted
    assert "OLD" in found.html


def test_forward_in_html_stays_visible() -> None:
    found = read_html(
        '<div class="gmail_quote">---------- Forwarded message ---------<br>OLD</div>'
    )
    assert "OLD" in found.text
