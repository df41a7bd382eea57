"""How a person's name is shortened, and a telephone number or a mail domain written."""

import re
import unicodedata

import phonenumbers

HANGUL = re.compile(r"[가-힣]+")
HONORIFIC = re.compile(r"\s*(고객님|님|씨)$")


def initials(name: str, size: int = 2) -> str:
    """Return at most ``size`` letters for an avatar; "" when nothing is legible.

    A Korean name gives the end of the given name (김하늘: 하늘, of size 1: 늘),
    other alphabets the first letters of the first and last word.
    """
    name = HONORIFIC.sub("", unicodedata.normalize("NFC", name).strip())
    words = [word for word in re.split(r"[\s._\-/@]+", name) if word[:1].isalnum()]
    if not words:
        return ""
    if all(HANGUL.fullmatch(word) for word in words):
        return "".join(words)[-size:]
    if "@" in name:
        words = words[:1]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters[:size].upper()


def domain(name: str) -> str:
    """Return a mail domain as people read it: xn--bj0b10a.example is 한글.example."""
    try:
        return name.encode("ascii").decode("idna")
    except UnicodeError:
        return name


def phone(number: str, region: str = "KR") -> str:
    """Return the number as people of ``region`` write it, or as it came."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    home = phonenumbers.country_code_for_region(region) == parsed.country_code
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if home else style.INTERNATIONAL)
