"""Signed and encrypted mail: S/MIME (RFC 8551) and PGP (RFC 3156, and in the text itself).

Nothing is verified or opened here; it is only said what it is, so that nobody
wonders about odd files or an empty mail.
"""

SIGNATURES = {
    "application/pkcs7-signature": ("signed_smime", "smime.p7s"),
    "application/x-pkcs7-signature": ("signed_smime", "smime.p7s"),
    "application/pgp-signature": ("signed_pgp", "signature.asc"),
}
_SMIME = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")  # RFC 5652, 5.1
_SEALED_DATA = (
    bytes.fromhex("2a864886f70d010703"),  # enveloped, RFC 5652, 6.1
    bytes.fromhex("2a864886f70d0109100117"),  # authenticated and enveloped, RFC 5083
)
_WITHIN = 100_000  # bytes of a text that are looked at


def seal_of(kind: str, data: bytes) -> str:
    """Return the mark of a part by its MIME type; '' if it is neither signed nor encrypted.

    signed_smime, signed_pgp: the signature stands beside what it signs.
    wrapped_smime: signed, and the words are inside the file.
    """
    if kind in SIGNATURES:
        return SIGNATURES[kind][0]
    if kind == "application/pgp-encrypted":
        return "encrypted_pgp"
    if kind in _SMIME:
        head = data[:80]
        if any(word in head for word in _SEALED_DATA):
            return "encrypted_smime"
        return "wrapped_smime" if _SIGNED_DATA in head else ""
    return ""


def seal_in_text(text: str) -> str:
    """Return the mark of PGP that stands in a text as it is; '' for all else."""
    head = text[:_WITHIN]
    if "-----BEGIN PGP MESSAGE-----" in head:
        return "encrypted_pgp"
    return "signed_pgp" if "-----BEGIN PGP SIGNED MESSAGE-----" in head else ""
