"""Words survive wrong labels, broken encodings and odd mailers."""

from urllib.parse import quote

import pytest

from maru.kit.mailparse.tests.mails import b64, mail, multipart, read

WORDS = "안녕하세요. 환불을 부탁드립니다. 똠방각하 펲시콜라"


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("utf-8", "utf-8"),
        ("ks_c_5601-1987", "cp949"),
        ("euc-kr", "cp949"),
        ("EUC-KR", "cp949"),
        ("utf-8", "cp949"),
        ("euc-kr", "utf-8"),
        ("us-ascii", "cp949"),
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", "cp949"),
        ("unknown-8bit", "cp949"),
        ("x-unknown", "utf-8"),
        ("utf-7", "utf-8"),
        ("no/such charset", "cp949"),
        ("utf-16", "utf-16"),
        ("johab", "johab"),
    ],
)
def test_korean_body_is_read(label: str, codec: str) -> None:
    found = read(mail(WORDS.encode(codec), kind=f'text/plain; charset="{label}"'))
    assert found.text == WORDS
    assert found.language == "ko"


@pytest.mark.parametrize(
    ("words", "label", "codec"),
    [
        ("안녕하세요 환불", "iso-2022-kr", "iso2022_kr"),
        ("こんにちは", "iso-2022-jp", "iso2022_jp"),
        ("こんにちは", "shift_jis", "cp932"),
        ("你好世界镕", "gb2312", "gb18030"),
        ("Grüße – “café”", "iso-8859-1", "cp1252"),
        ("Grüße und Küsse", "", "latin-1"),
    ],
)
def test_other_charsets_are_read(words: str, label: str, codec: str) -> None:
    assert read(mail(words.encode(codec), kind=f"text/plain; charset={label}")).text == words


def test_utf7_stays_text() -> None:
    found = read(mail("+ADw-script+AD4-alert(1)", kind="text/html; charset=utf-7"))
    assert "<script" not in found.html
    assert found.text == "+ADw-script+AD4-alert(1)"


CP949 = "환불 문의드립니다".encode("cp949")
UTF8 = "환불 문의드립니다".encode()


@pytest.mark.parametrize(
    "subject",
    [
        f"=?utf-8?B?{b64(UTF8)}?=".encode(),
        f"=?ks_c_5601-1987?B?{b64(CP949)}?=".encode(),
        f"=?euc-kr?Q?{quote(CP949).replace('%', '=').replace('=20', '_')}?=".encode(),
        # A letter cut in two between encoded words.
        f"=?utf-8?B?{b64(UTF8[:4])}?= =?utf-8?B?{b64(UTF8[4:])}?=".encode(),
        f"=?euc-kr?B?{b64(CP949[:3])}?=\r\n =?EUC-KR?B?{b64(CP949[3:])}?=".encode(),
        f"=?utf-8?B?{b64(UTF8[:12])}?==?utf-8?B?{b64(UTF8[12:])}?=".encode(),
        f'"=?utf-8?B?{b64(UTF8)}?="'.encode(),
        f"=?utf-8?B?{b64(UTF8)}".encode(),
        f"=?utf-8?B?{b64(UTF8)[:8]} {b64(UTF8)[8:]}?=".encode(),
        f"=?utf-8*ko?B?{b64(UTF8)}?=".encode(),
        f"=?utf-8?B?{b64(CP949)}?=".encode(),
        UTF8,
        CP949,
    ],
)
def test_subject_is_read(subject: bytes) -> None:
    raw = mail("x").replace(b"Subject: Hello", b"Subject: " + subject)
    assert read(raw).subject.strip('"') == "환불 문의드립니다"


@pytest.mark.parametrize(
    "parameter",
    [
        b"filename*=utf-8''" + quote("견적서 최종.pdf").encode(),
        b"filename*=euc-kr'ko'" + quote("견적서 최종.pdf".encode("cp949")).encode(),
        b"filename*0*=utf-8''%EA%B2%AC%EC%A0;\r\n filename*1*=%81%EC%84%9C%20;\r\n"
        b" filename*2*=" + quote("최종.pdf").encode(),
        b'filename="=?utf-8?B?' + b64("견적서 최종.pdf".encode()).encode() + b'?="',
        b'filename="=?euc-kr?B?' + b64("견적서 최종.pdf".encode("cp949")).encode() + b'?="',
        b"filename==?euc-kr?B?" + b64("견적서 최종.pdf".encode("cp949")).encode() + b"?=",
        b'filename="' + "견적서 최종.pdf".encode() + b'"',
        b'filename="' + "견적서 최종.pdf".encode("cp949") + b'"',
        b"filename=" + "견적서 최종.pdf".encode("cp949"),
    ],
)
def test_file_name_is_read(parameter: bytes) -> None:
    raw = multipart(
        "mixed",
        "Content-Type: text/plain\r\n\r\nhello",
        "Content-Type: application/pdf\r\nContent-Disposition: attachment; NAME\r\n\r\n%PDF-1.4",
    ).replace(b"NAME", parameter)
    assert [file.name for file in read(raw).files] == ["견적서 최종.pdf"]


@pytest.mark.parametrize(
    "body",
    [
        b64(WORDS.encode())[:40] + "\r\n!! junk-\r\n" + b64(WORDS.encode())[40:],
        b64(WORDS.encode()).rstrip("="),
        b64(WORDS.encode()[:30]) + "\r\n" + b64(WORDS.encode()[30:]),
    ],
)
def test_damaged_base64_is_read(body: str) -> None:
    junk = body.replace("junk-", "")
    assert read(mail(junk, "Content-Transfer-Encoding: base64\r\n")).text == WORDS


def test_damaged_quoted_printable_is_read() -> None:
    raw = mail("a=3Db =ZZ =\r\nend=", "Content-Transfer-Encoding: quoted-printable\r\n")
    assert read(raw).text.startswith("a=b =ZZ end")
