"""Attached files: safe names, honest types, right place (S7)."""

import hashlib
import tempfile
from pathlib import Path

import pytest

from maru.kit.mailparse import parse
from maru.kit.mailparse.detection import detect_type
from maru.kit.mailparse.names import safe_name
from maru.kit.mailparse.tests.mails import b64, mail, multipart, read

# Zero width, Hangul fillers, joiner, empty Braille cell, tags: an eye sees none of them.
INVISIBLE = "\u200b\u115f\u1160\u3164\uffa0\u034f\u2800\U000e0041\U000e007f"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("견적서.pdf", "견적서.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\kim\\a.txt", "a.txt"),
        ("..", "attachment-1.pdf"),
        ("", "attachment-1.pdf"),
        ("\u200b.htaccess", "htaccess"),
        (".htaccess", "htaccess"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\x00b\r\nc.txt", "ab c.txt"),
        ("CON", "_CON"),
        ("lpt1.txt", "_lpt1.txt"),
        ("CON .txt", "_CON .txt"),
        ("COM\u00b9.log", "_COM1.log"),
        ("nul" + " " * 200 + ".txt", "_nul .txt"),
        ("con." + "x" * 200, "_con." + "x" * 115),
        ("conference.txt", "conference.txt"),
        ("청구서.pdf" + " " * 80 + ".exe", "청구서.pdf .exe"),
        (". .htaccess", "htaccess"),
        *((f"{blank}.htaccess", "htaccess") for blank in INVISIBLE),
        *((f"a{blank}b.pdf", "ab.pdf") for blank in INVISIBLE),
        *((blank * 3, "attachment-1.pdf") for blank in INVISIBLE),
        ("a\uff0fb.txt", "b.txt"),
        ("한글.txt", "한글.txt"),
        ('a"<b>:c?.txt', "a__b__c_.txt"),
        ("x" * 4096 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 200, "x" * 120),
    ],
)
def test_name_is_harmless(name: str, expected: str) -> None:
    assert safe_name(name, 1, "pdf") == expected


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a<script>", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", "image/webp"),
        (b"BM\x00\x01\x00\x00\x00\x00\x00\x00", "image/bmp"),
        (b"BMW is a car", "text/plain"),
        (b"BM\x00\x01\x00\x00<html>", "text/html"),
        (b"WildWordWEBP in a text", "text/plain"),
        (b"<script>WAVE", "text/html"),
        (b"A title,AVI and more", "text/plain"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"GIF89a=1;/*<html><script>", "image/gif"),
        (b"x" * 1430 + b"<html>", "text/html"),
        (b"x" * 1445 + b"<html>", "text/plain"),
        ("\ufeff<script>".encode("utf-16-le"), "text/html"),
        (b"<?xml version='1.0'?>\n<svg onload=x>", "image/svg+xml"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04....word/document.xml", detect_type(b"PK\x03\x04 word/")),
        (b"PK\x03\x04...mimetypeapplication/hwp+zip", "application/hwp+zip"),
        (b"PK\x03\x04", "application/zip"),
        (b"  <HTML><script>", "text/html"),
        (b"hello", "text/plain"),
        ("안녕".encode("cp949"), "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_type_comes_from_the_bytes(data: bytes, kind: str) -> None:
    assert detect_type(data) == kind


def test_file_is_written_and_described() -> None:
    data = b"%PDF-1.4\n" + bytes(range(256))
    raw = multipart(
        "mixed",
        "\r\nhello",
        "Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment\r\n\r\n{b64(data)}",
    )
    with tempfile.TemporaryDirectory() as scratch:
        (file,) = parse(raw, Path(scratch)).files
        assert Path(file.path).read_bytes() == data
        assert Path(file.path).parent == Path(scratch)
    assert (file.declared_type, file.content_type) == ("image/png", "application/pdf")
    assert (file.size, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_related_image_is_inline() -> None:
    raw = multipart(
        "related",
        'Content-Type: text/html\r\n\r\n<p>hi</p><img src="cid:logo@x">',
        "Content-Type: image/png\r\nContent-ID: <logo@x>\r\n\r\n\x00",
    )
    found = read(raw)
    (file,) = found.files
    assert (file.content_id, file.is_inline) == ("logo@x", True)
    assert found.text == "hi"


def test_attached_message_is_a_file_named_by_its_subject() -> None:
    raw = multipart(
        "mixed",
        "\r\nsee below",
        "Content-Type: message/rfc822\r\n\r\nSubject: old news\r\n\r\nsecret words",
    )
    found = read(raw)
    assert found.text == "see below"
    assert [(file.name, file.content_type) for file in found.files] == [
        ("old news.eml", "message/rfc822")
    ]


def test_alternative_gives_plain_words_and_html() -> None:
    raw = multipart(
        "alternative",
        "Content-Type: text/plain\r\n\r\nplain",
        "Content-Type: text/html\r\n\r\n<b>html</b>",
    )
    found = read(raw)
    assert (found.full_text, found.html) == ("plain", "<b>html</b>\r\n".strip())


def test_texts_of_a_mixed_mail_are_joined() -> None:
    found = read(multipart("mixed", "\r\none", "\r\ntwo"))
    assert found.text == "one\n\ntwo"


def test_invitation_without_words_gets_a_line() -> None:
    event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:회의\nDTSTART:20261120T090000Z\nEND:VEVENT\n"
    found = read(mail(event, kind="text/calendar; method=REQUEST"))
    assert found.text == "회의, 20261120T090000Z"
    assert found.files[0].content_type == "text/calendar"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/ms-tnef", "winmail.dat"),
        ("application/pkcs7-mime", "smime.p7m"),
        ("application/pgp-encrypted", "pgp-version.txt"),
    ],
)
def test_sealed_parts_are_kept_and_named(kind: str, name: str) -> None:
    found = read(mail("x", kind=kind))
    assert [file.name for file in found.files] == [name]


def test_uuencoded_file_leaves_the_text() -> None:
    found = read(mail("hi\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\nbye\n"))
    assert [(file.name, file.size) for file in found.files] == [("a.txt", 5)]
    assert found.text.split() == ["hi", "bye"]


def test_missing_final_boundary_loses_nothing() -> None:
    raw = multipart("mixed", "\r\none", "\r\ntwo").replace(b"--BB--", b"")
    assert read(raw).text == "one\n\ntwo"


def test_pasted_picture_becomes_an_inline_file() -> None:
    picture = b"\x89PNG\r\n\x1a\n123"
    found = read(
        mail(f'<p>x</p><img src="data:image/png;base64,{b64(picture)}">', kind="text/html")
    )
    (file,) = found.files
    assert (file.content_type, file.is_inline, file.size) == ("image/png", True, len(picture))
    assert f'src="cid:{file.content_id}"' in found.html
