"""Signed, encrypted and wrapped mail: named for what it is, nothing lost, nothing believed."""

import datetime
import struct

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from maru.kit.mailparse import tnef
from maru.kit.mailparse.mail import ParsedMail
from maru.kit.mailparse.tests.mails import b64, mail, multipart, read

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kim@example.com")])
DAY = datetime.datetime(2026, 11, 26, tzinfo=datetime.UTC)
CERTIFICATE = (
    x509.CertificateBuilder()
    .subject_name(NAME)
    .issuer_name(NAME)
    .public_key(KEY.public_key())
    .serial_number(1)
    .not_valid_before(DAY)
    .not_valid_after(DAY + datetime.timedelta(days=3650))
    .sign(KEY, hashes.SHA256())
)
WORDS = "Content-Type: text/plain; charset=utf-8\r\n\r\n뚜껑이 깨졌어요\r\n".encode()


def signed(*options: pkcs7.PKCS7Options) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(WORDS)
    builder = builder.add_signer(CERTIFICATE, KEY, hashes.SHA256())
    return builder.sign(Encoding.SMIME if not options else Encoding.DER, list(options))


def names(found: ParsedMail) -> list[str]:
    return [file.name for file in found.files]


def test_smime_beside_its_words() -> None:
    raw = pkcs7.PKCS7SignatureBuilder().set_data(WORDS).add_signer(
        CERTIFICATE, KEY, hashes.SHA256()
    ).sign(Encoding.SMIME, [pkcs7.PKCS7Options.DetachedSignature])  # fmt: skip
    found = read(b"From: kim@example.com\r\nSubject: a\r\n" + raw)
    assert found.text == "뚜껑이 깨졌어요"
    assert found.marks == ["signed_smime"]
    assert names(found) == ["smime.p7s"]
    assert found.files[0].content_type.endswith("pkcs7-signature")


@pytest.mark.parametrize("kind", ["application/pkcs7-mime", "application/x-pkcs7-mime"])
def test_smime_around_its_words_and_smime_encrypted(kind: str) -> None:
    head = "Content-Transfer-Encoding: base64\r\n"
    wrapped = read(mail(b64(signed(pkcs7.PKCS7Options.Binary)), head, kind=kind))
    assert (wrapped.marks, names(wrapped)) == (["wrapped_smime"], ["smime.p7m"])
    sealed = (
        pkcs7.PKCS7EnvelopeBuilder()
        .set_data(WORDS)
        .add_recipient(CERTIFICATE)
        .encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )
    found = read(mail(b64(sealed), head, kind=f'{kind}; smime-type="enveloped-data"'))
    assert (found.marks, names(found)) == (["encrypted_smime"], ["smime.p7m"])
    assert found.files[0].size == len(sealed)


def test_pgp_beside_its_words_and_pgp_encrypted() -> None:
    found = read(
        multipart(
            'signed; protocol="application/pgp-signature"; micalg=pgp-sha256',
            "Content-Type: text/plain\r\n\r\nhello",
            "Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nx",
        )
    )
    assert (found.text, found.marks, names(found)) == ("hello", ["signed_pgp"], ["signature.asc"])
    found = read(
        multipart(
            'encrypted; protocol="application/pgp-encrypted"',
            "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
            'Content-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n'
            "-----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n-----END PGP MESSAGE-----",
        )
    )
    assert found.marks == ["encrypted_pgp"]
    assert names(found) == ["pgp-version.txt", "encrypted.asc"]


def test_pgp_in_the_text_stays_a_text() -> None:
    found = read(mail("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"))
    assert found.marks == ["encrypted_pgp"]
    assert "hQEMA" in found.text
    assert read(mail("-----BEGIN PGP SIGNED MESSAGE-----\n\nhi\n")).marks == ["signed_pgp"]
    assert read(mail("PGP MESSAGE")).marks == []


def object_of(level: int, name: int, kind: int, data: bytes) -> bytes:
    """One attribute of MS-OXTNEF, 2.1.3: level, id, type, length, data, checksum."""
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack(
        "<H", sum(data) % 65536
    )  # fmt: skip


def winmail(*objects: bytes) -> bytes:
    version = object_of(1, 0x9006, 8, struct.pack("<I", 0x10000))
    codepage = object_of(1, 0x9007, 6, struct.pack("<II", 1252, 0))
    return tnef.SIGNATURE + struct.pack("<H", 1) + version + codepage + b"".join(objects)


def file_in(name: bytes, data: bytes) -> bytes:
    rendering = object_of(2, 0x9002, 6, bytes(14))
    title = object_of(2, 0x8010, 1, name + b"\0")
    return rendering + title + object_of(2, 0x800F, 6, data)


BODY = object_of(1, 0x800C, 2, "뚜껑이 깨졌어요\0".encode("cp949"))
PICTURE = b"\x89PNG\r\n\x1a\n123"


def wrapped(data: bytes, *parts: str) -> ParsedMail:
    part = (
        'Content-Type: application/ms-tnef; name="winmail.dat"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{b64(data)}"
    )
    return read(multipart("mixed", *parts, part))


def test_words_and_files_of_a_winmail_dat_are_taken_out_and_it_stays() -> None:
    data = winmail(BODY, file_in(b"lid.png", PICTURE), file_in(b"note.txt", b"hello"))
    found = wrapped(data)
    assert found.text == "뚜껑이 깨졌어요"
    assert names(found) == ["winmail.dat", "lid.png", "note.txt"]
    assert [file.size for file in found.files] == [len(data), len(PICTURE), 5]
    assert found.files[1].content_type == "image/png"
    assert found.marks == ["winmail"]


def test_the_mail_s_own_words_come_before_those_inside() -> None:
    found = wrapped(winmail(BODY), "Content-Type: text/plain\r\n\r\nown words")
    assert found.text == "own words"


def test_a_name_inside_is_as_harmless_as_any() -> None:
    found = wrapped(winmail(file_in(b"../../etc/passwd", b"x")))
    assert "/" not in names(found)[1]


@pytest.mark.parametrize("cut", range(6, 120, 7))
def test_half_a_winmail_dat_is_kept_and_ends_nothing(cut: int) -> None:
    found = wrapped(winmail(BODY, file_in(b"a.txt", b"hello"))[:cut])
    assert names(found)[0] == "winmail.dat"
    assert found.marks in (["winmail"], ["winmail_broken"])


def test_a_million_objects_are_not_opened() -> None:
    data = winmail() + object_of(1, 1, 6, b"xx") * 300_000
    assert tnef.unwrap(data) is None
    assert wrapped(data).marks == ["winmail_broken"]


def test_files_without_number_stop_at_the_limit() -> None:
    found = wrapped(winmail(*[file_in(b"a.txt", b"x%d" % n) for n in range(300)]))
    assert len(found.files) == tnef.MAX_FILES


def test_what_is_no_winmail_dat_is_a_file_like_any() -> None:
    found = wrapped(b"not tnef")
    assert (found.marks, names(found)) == ([], ["winmail.dat"])
