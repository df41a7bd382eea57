"""Who is meant by an @ in a text: by the longest name that stands there, a particle behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from maru.staff.members.models import Member
from maru.staff.teams.models import Team

Who = Member | Team

# What may stand behind a Korean name without a space: 김민준님께, 물류팀에서.
_BEHIND = re.compile(
    r"(?:님|씨|선생님|팀장님|매니저님)?"
    r"(?:은|는|이|가|을|를|에|의|도|만|로|으로|에서|에게|에게서|한테|께|께서|와|과|랑|이랑|까지|부터|하고|요|이요)?"
    r"(?![가-힣])"
)
_HANGUL = re.compile(r"[가-힣]$")
_LATIN = re.compile(r"[0-9A-Za-z_]")
MOST = 50  # that one note may name


def known_to(by: Member) -> dict[str, Who]:
    """Return everybody whom ``by`` may name, by what is written behind the @.

    Two of one name are told apart by their address: 김민준(minjun@onnuri.example). Two queries.
    """
    people: list[Who] = [*Member.objects.visible_to(by).active(), *Team.objects.visible_to(by)]
    names = [each.name.strip() for each in people]
    return {
        name if names.count(name) == 1 else f"{name}({_apart(who)})": who
        for name, who in zip(names, people, strict=True)
        if name
    }


def _apart(who: Who) -> str:
    return who.email if isinstance(who, Member) else f"#{who.pk}"


def named_in(text: str, by: Member) -> dict[str, Who]:
    """Return who is named in ``text``, by the words as they stand there, each once."""
    if "@" not in text:
        return {}
    known = known_to(by)
    handles = sorted(known, key=len, reverse=True)
    found: dict[str, Who] = {}
    for sign in re.finditer(r"(?<![0-9A-Za-z._%+-])@", text):
        handle = _at(text, sign.end(), handles)
        if handle and known[handle] not in found.values() and len(found) < MOST:
            found[text[sign.start() : sign.end() + len(handle)]] = known[handle]
    return found


def _at(text: str, start: int, handles: Iterable[str]) -> str:
    for handle in handles:
        end = start + len(handle)
        if text[start:end].lower() == handle.lower() and _ends(text, end, handle):
            return handle
    return ""


def _ends(text: str, end: int, handle: str) -> bool:
    """Whether the name ends there, and is not the beginning of another: 김민 in 김민준."""
    if _HANGUL.search(handle):
        return _BEHIND.match(text, end) is not None
    return not (_LATIN.match(handle[-1]) and _LATIN.match(text[end : end + 1] or " "))
