"""What a file is, by its first bytes; the sender's word decides nothing."""

_MAGIC: list[tuple[int, bytes, str]] = [
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (6, b"\x00\x00\x00\x00", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"ALZ\x01", "application/x-alz"),
    (0, b"EGGA", "application/x-egg"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (0, b"HWP Document File V", "application/x-hwp"),
    (0, b"-----BEGIN PGP SIGNATURE", "application/pgp-signature"),
    (0, b"-----BEGIN PGP MESSAGE", "application/pgp-encrypted"),
    (0, b"BEGIN:VCALENDAR", "text/calendar"),
    (0, b"BEGIN:VCARD", "text/vcard"),
]

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

    Looks at 64 KB at most. Anything that a browser might run as a page is
    called text/html, wherever in the first kilobyte the markup stands.
    """
    head = data[:65536]
    for offset, magic, kind in _MAGIC:
        if head.startswith(magic, offset) and (kind != "image/bmp" or head.startswith(b"BM")):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _first(head, _IN_ZIP, "application/zip")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _first(head, _IN_OLE, "application/x-ole-storage")
    start = head[:1024].lower().replace(b"\x00", b"")
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
