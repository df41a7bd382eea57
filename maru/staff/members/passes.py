"""Passes: the address of a file names its reader, the thing, the purpose and an end (S7).

A pass with a session is good only beside the session of its own member. One that stands
alone is for where no cookie comes: a sandboxed frame, and MARU_FILES_HOST.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from maru.staff.members.models import Member

LASTS = 3600  # seconds, at least
# Addresses made within one step are the same, so that a picture shown again is not loaded again.
STEP = 900


@dataclass(frozen=True)
class Pass:
    member: Member
    what: Any
    is_alone: bool  # needs no session beside it
    is_fresh: bool  # neither ended, nor from before a sign-out or a change of password


def pass_to(member: Member, view: str, what: Any, *, alone: bool = False) -> str:
    """Return the path by which ``member`` gets ``what`` (something JSON can hold) from ``view``.

    It is good for an hour and up to a quarter more. Costs no query.
    """
    until = (int(time.time()) // STEP + 1) * STEP + LASTS
    said = [member.pk, member.pass_mark, until, alone, what]
    return reverse(view, args=[_signer(view).sign_object(said, compress=True)])


def read_pass(given: str, view: str) -> Pass | None:
    """Return what a pass to ``view`` says; None if it is not ours, or its member left.

    Costs one query.
    """
    try:
        pk, mark, until, alone, what = _signer(view).unsign_object(given)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    member = Member.objects.active().filter(pk=pk).first()
    if member is None:
        return None
    is_fresh = time.time() < until and constant_time_compare(mark, member.pass_mark)
    return Pass(member, what, alone, is_fresh)


def is_forged(given: str, view: str) -> bool:
    """Return whether nobody here ever made this pass to ``view``."""
    try:
        _signer(view).unsign_object(given)
    except (signing.BadSignature, ValueError, TypeError):
        return True
    return False


def _signer(view: str) -> signing.Signer:
    return signing.Signer(salt=f"pass to {view}")
