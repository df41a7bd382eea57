"""People and headers: what is shown is one line, what is an address is valid (S10, S19)."""

import pytest

from maru.kit.mailparse import Address
from maru.kit.mailparse.address import read_addresses, valid_address
from maru.kit.mailparse.tests.mails import b64, corpora, mail, read


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("kim@Example.COM", [("", "kim@example.com")]),
        ('"Kim, Jisu" <kim@example.com>', [("Kim, Jisu", "kim@example.com")]),
        ("김지수 <kim@example.com>", [("김지수", "kim@example.com")]),
        ("=?utf-8?q?Kim=2C_Jisu?= <kim@example.com>", [("Kim, Jisu", "kim@example.com")]),
        ("=?utf-8?q?Kim,_Jisu?= <kim@example.com>", [("Kim, Jisu", "kim@example.com")]),
        (f'"=?utf-8?B?{b64("김지수".encode())}?=" <k@e.com>', [("김지수", "k@e.com")]),
        ("kim@example.com (Kim Jisu)", [("Kim Jisu", "kim@example.com")]),
        ("Kim kim@example.com", [("Kim", "kim@example.com")]),
        (
            "A <a@e.com>, B <b@e.com>; c@e.com",
            [("A", "a@e.com"), ("B", "b@e.com"), ("", "c@e.com")],
        ),
        ("undisclosed-recipients:;", []),
        (
            "Team: a@e.com, B <b@e.com>;, c@e.com",
            [("", "a@e.com"), ("B", "b@e.com"), ("", "c@e.com")],
        ),
        ("<@route.example:kim@example.com>", [("", "kim@example.com")]),
        ('"kim@example.com" <eve@evil.example>', [("kim@example.com", "eve@evil.example")]),
        (f"=?utf-8?B?{b64(b'x <boss@e.com>,')}?= <eve@e.com>", [("x <boss@e.com>,", "eve@e.com")]),
        ("한글@한국.kr", [("", "한글@한국.kr")]),
        ('"broken <kim@example.com>', [("broken", "kim@example.com")]),
        ("<>", []),
        ("nobody", []),
        ("", []),
    ],
)
def test_address_list_is_read(raw: str, expected: list[tuple[str, str]]) -> None:
    found, _ = read_addresses(raw.encode(), 100)
    assert [(item.name, item.address) for item in found] == expected


@pytest.mark.parametrize("character", ["\r", "\n", "\x00", "\u2028", "\u202e", "\x1b", "\x85"])
def test_encoded_controls_never_leave_a_header(character: str) -> None:
    word = f"=?utf-8?B?{b64(f'a{character}Bcc: x@y.com'.encode())}?="
    found = read(mail("x", f"Cc: {word} <c@e.com>\r\n", subject=word, sender=f"{word} <k@e.com>"))
    values = [found.subject, found.sender.name if found.sender else "", found.cc[0].name]
    values += [value for _, value in found.headers]
    assert all(character not in value for value in values)


@pytest.mark.parametrize("blank", ["\u3164", "\u115f\u1160", "\u2800", "\U000e0041", "\u200b"])
def test_what_nobody_sees_makes_no_name_and_no_subject(blank: str) -> None:
    word = f"=?utf-8?B?{b64(blank.encode())}?="
    found = read(mail("x", subject=word, sender=f"{word} <k@e.com>"))
    assert found.subject == ""
    assert found.sender is not None
    assert found.sender.name == ""


@pytest.mark.parametrize(
    "text",
    [
        "\u115f\u1161",  # a vowel whose initial is left open
        "\u1100\u1160",  # an initial alone
        "\u115f\u1160\u11ab",  # a final alone
        "\u113c\u1161\u11ab 훈민정음",
        "\u2813\u2800\u2811",  # two words of Braille
    ],
)
def test_old_hangul_and_braille_stay_whole(text: str) -> None:
    found, _ = read_addresses(f"{text} <k@e.com>".encode(), 1)
    assert found[0].name == text


def test_message_ids_are_bare_and_capped() -> None:
    ids = " ".join(f"<r{number}@e.com>" for number in range(300))
    found = read(mail("x", f"References: {ids} <r299@e.com>\r\nIn-Reply-To: <r299@e.com> junk\r\n"))
    assert found.message_id == "m1@example.com"
    assert found.in_reply_to == ["r299@e.com"]
    assert len(found.references) == 100
    assert found.references[-1] == "r299@e.com"


def test_message_id_without_brackets_is_read() -> None:
    assert read(mail("x").replace(b"<m1@example.com>", b"m1@example.com")).message_id == (
        "m1@example.com"
    )


def test_control_headers_of_our_own_are_dropped() -> None:
    found = read(mail("x", "X-Maru-Agent: 1\r\nX-Spam-Status: No\r\nX-Other: 2\r\n"))
    names = [name for name, _ in found.headers]
    assert "X-Spam-Status" in names
    assert not [name for name in names if "Maru" in name or "Other" in name]


def test_date_is_utc_or_noted() -> None:
    found = read(mail("x"))
    assert found.date is not None
    assert found.date.isoformat() == "2026-11-20T00:26:00+00:00"
    odd = read(mail("x").replace(b"Fri, 20 Nov 2026 09:26:00 +0900", b"yesterday"))
    assert odd.date is None
    assert "date_missing" in odd.notes


@pytest.mark.parametrize("time", ["23:59:59 +0000", "23:59:59 -1200", "00:00:00 +0900"])
def test_a_date_that_no_time_zone_can_show_is_none(time: str) -> None:
    date = f"Fri, 31 Dec 9999 {time}".encode()
    odd = read(mail("x").replace(b"Fri, 20 Nov 2026 09:26:00 +0900", date))
    assert odd.date is None
    assert "date_missing" in odd.notes


def test_address_is_a_value() -> None:
    assert Address("a", "b@c.kr") == Address("a", "b@c.kr")


@pytest.mark.corpora
@pytest.mark.parametrize(("name", "share"), [("valid", 0.98), ("invalid", 1.0)])
def test_addresses_of_others_are_judged_as_they_judge(name: str, share: float) -> None:
    right = total = 0
    for prefix, suffix in (("mailbox", ""), ("abridged_localpart", "@example.com")):
        path = corpora() / "flanker-addresses" / f"{prefix}_{name}.txt"
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip() and not line.startswith("#"):
                total += 1
                right += bool(valid_address(line + suffix)) == (name == "valid")
    assert right >= share * total, f"{right} of {total}"


def test_words_before_a_lone_closing_boundary_are_the_body():
    raw = mail("안녕하세요, 주문했습니다.\r\n--BB--\r\n", kind='multipart/mixed; boundary="BB"')
    assert read(raw).text == "안녕하세요, 주문했습니다."
    assert read(mail("--BB--\r\n", kind='multipart/mixed; boundary="BB"')).text == ""
