"""Characters that may not leave a mail: controls, bidi overrides, invisible ones."""

import re

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_CONTROLS = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff{_BIDI}]")
_BODY_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"  # tags: they spell whole sentences that only programs read
    # Fillers stay where they hold the place of a letter in a syllable of old Hangul
    # (initial, vowel, final); elsewhere they are blanks that no program takes for blanks.
    "|\u115f\u1160(?![\u11a8-\u11ff\ud7cb-\ud7fb])"
    "|\u115f(?![\u1160-\u11a7\ud7b0-\ud7c6])"
    "|(?<![\u1100-\u115f\ua960-\ua97c])\u1160"
    # The empty cell of Braille parts words only between other cells.
    "|(?<![\u2801-\u28ff])\u2800+|\u2800+(?![\u2800-\u28ff])"
)


def clean_line(text: str) -> str:
    """One header value: no line break, control, bidi or half character survives (S10)."""
    return _CONTROLS.sub("", _BREAKS.sub(" ", text)).strip()


def clean_body(text: str) -> str:
    """A body: line ends become newline, controls go, bidi stays (it is the writer's text)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for other in ("\x0c", "\x85", "\u2028", "\u2029"):
        if other in text:
            text = text.replace(other, "\n")
    return _BODY_CONTROLS.sub("", text)


def drop_invisible(text: str) -> str:
    """A name without what nobody sees, so that none looks empty or like another (S7)."""
    return _INVISIBLE.sub("", text)
