"""What a file is, by its first bytes; the sender's word decides nothing."""

import re

# From the first byte on; "." is any byte, and marks that stand further in say what is before them.
_MAGIC: list[tuple[bytes, str]] = [
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF.{4}WEBP", "image/webp"),
    (rb"RIFF.{4}WAVE", "audio/wav"),
    (rb"RIFF.{4}AVI ", "video/x-msvideo"),
    (rb"BM.{4}\x00{4}", "image/bmp"),  # size, then two reserved words
    (rb"II\*\x00|MM\x00\*", "image/tiff"),
    (rb".{4}ftyp(?:heic|mif1)", "image/heic"),
    (rb".{4}ftypavif", "image/avif"),
    (rb".{4}ftypM4A", "audio/mp4"),
    (rb".{4}ftypqt", "video/quicktime"),
    (rb".{4}ftyp", "video/mp4"),
    (rb"\x1aE\xdf\xa3", "video/webm"),
    (rb"ID3|\xff\xfb|\xff\xf3", "audio/mpeg"),
    (rb"OggS", "audio/ogg"),
    (rb"#!AMR", "audio/amr"),
    (rb"%PDF-", "application/pdf"),
    (rb"Rar!\x1a\x07", "application/vnd.rar"),
    (rb"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (rb"\x1f\x8b", "application/gzip"),
    (rb"ALZ\x01", "application/x-alz"),
    (rb"EGGA", "application/x-egg"),
    (rb"\{\\rtf", "application/rtf"),
    (rb"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (rb"HWP Document File V", "application/x-hwp"),
    (rb"-----BEGIN PGP SIGNATURE", "application/pgp-signature"),
    (rb"-----BEGIN PGP MESSAGE", "application/pgp-encrypted"),
    (rb"BEGIN:VCALENDAR", "text/calendar"),
    (rb"BEGIN:VCARD", "text/vcard"),
]
_KINDS = [(re.compile(magic, re.DOTALL), kind) for magic, kind in _MAGIC]

# As far as a browser looks that guesses (WHATWG MIME Sniffing, "resource header").
_GUESSED = 1445  # bytes

_OFFICE = "application/vnd.openxmlformats-officedocument."
_IN_ZIP: list[tuple[bytes, str]] = [  # names of members that tell the kind
    (b"word/", f"{_OFFICE}wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}presentationml.presentation"),
    (b"application/hwp+zip", "application/hwp+zip"),
    (b"application/epub+zip", "application/epub+zip"),
    (b"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
]
_IN_OLE: list[tuple[bytes, str]] = [  # stream names are UTF-16 in the old container
    (b"HWP Document File", "application/x-hwp"),
    ("WordDocument".encode("utf-16-le"), "application/msword"),
    ("Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
    ("PowerPoint Document".encode("utf-16-le"), "application/vnd.ms-powerpoint"),
    ("FileHeader".encode("utf-16-le"), "application/x-hwp"),
    ("__substg1.0_".encode("utf-16-le"), "application/vnd.ms-outlook"),
]
_MARKUP: list[tuple[bytes, str]] = [
    (b"<svg", "image/svg+xml"),
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<head", "text/html"),
    (b"<body", "text/html"),
    (b"<script", "text/html"),
    (b"<iframe", "text/html"),
    (b"<?xml", "application/xml"),
]
_EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/svg+xml": "svg",
    "image/tiff": "tif",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/gzip": "gz",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}presentationml.presentation": "pptx",
    "application/x-hwp": "hwp",
    "application/hwp+zip": "hwpx",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/xml": "xml",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "text/calendar": "ics",
    "text/vcard": "vcf",
    "text/html": "html",
    "text/plain": "txt",
    "message/rfc822": "eml",
}


def detect_type(data: bytes) -> str:
    """Return a media type from content, application/octet-stream if unknown.

    Looks at 64 KB at most. What begins as a picture, a document, an archive is
    called that, markup behind it or not: no browser runs what it is told is a
    picture. All else is text/html if a page's markup stands anywhere in what a
    browser looks at when it guesses; further down it is text. This is a name, not
    the guard: every file leaves as a download, unguessed, in a sandbox (S7).
    """
    head = data[:65536]
    for magic, kind in _KINDS:
        if magic.match(head):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _first(head, _IN_ZIP, "application/zip")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _first(head, _IN_OLE, "application/x-ole-storage")
    start = head[:_GUESSED].lower().replace(b"\x00", b"")
    markup = _first(start, _MARKUP, "")
    if markup == "application/xml" and b"<svg" in head.lower():
        return "image/svg+xml"
    if markup:
        return markup
    return "text/plain" if _is_text(head) else "application/octet-stream"


def extension_for(kind: str) -> str:
    return _EXTENSIONS.get(kind, "bin")


def _first(head: bytes, table: list[tuple[bytes, str]], otherwise: str) -> str:
    return next((kind for magic, kind in table if magic in head), otherwise)


def _is_text(head: bytes) -> bool:
    sample = head[:4096]
    controls = len(sample) - len(sample.translate(None, bytes(range(9)) + bytes(range(14, 27))))
    return bool(sample) and controls == 0
