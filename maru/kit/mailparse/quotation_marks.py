"""The lines by which mail clients announce the mail that is answered or forwarded.

Korean clients first: Naver, Daum and Kakao, Outlook, Gmail, Apple, Samsung, LG.
Each test looks at 400 characters of a line and has no nested repetition.
"""

import re

_SEPARATOR = re.compile(
    r"[\s>*]*[-_=]{2,}\s*(?:original (?:message|appointment|e-?mail)|reply message|원문"
    r"|원본\s?(?:메일|메시지|메세지|이메일)|전달\s?(?:된)?\s?(?:메일|메시지|메세지)"
    r"|forwarded (?:message|by)\b[^-]{0,100}|元のメッセージ|転送メッセージ"
    r"|ursprüngliche nachricht|weitergeleitete nachricht"
    r"|message d['’]origine|message transféré|message original|mensaje original)"
    r"[^-=_]{0,60}[-_=]{2,}",
    re.IGNORECASE,
)
_BEGIN = re.compile(
    r"\s*(?:begin forwarded message|전달된 메시지의 시작|시작 전달된 메시지|전달된 메시지 시작"
    r"|anfang der weitergeleiteten nachricht|début du message réexpédié|転送されたメッセージ)\s*:",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"[\s>*|\[]*(?:from|보낸\s?사람|보낸\s?이|보내는\s?사람|발신인?|발신자|差出人|von|de)"
    r"\s*\]?\*?\s*[:：]",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"[\s>*|\[]*(?:to|cc|bcc|sent|date|subject|reply-to|importance|attachments?"
    r"|받는\s?사람|받는\s?이|받은\s?사람|수신인?|수신자|참조인?|참조자|보낸\s?날짜|보낸\s?시간|날짜|일시"
    r"|발신일|제목|첨부|宛先|送信日時|日時|日付|件名|an|gesendet|datum|betreff|à|envoyé|objet)"
    r"\s*\]?\*?\s*[:：]",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"[\s>*]*[-_=]{2,}\s*(?:전달\s?(?:된)?\s?(?:메일|메시지|메세지)|forwarded (?:message|by)\b"
    r"|転送メッセージ|weitergeleitete nachricht|message transféré)",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*[_-]{10,}\s*$")
_ENDING = re.compile(
    r"(?:wrote|writes|작성|쓴 글|썼습니다|씀|보냄|schrieb|a écrit|escribió|escreveu|ha scritto"
    r"|skrev|schreef|のメール|書きました|>|\))\s?[:：]\s*$"
)
_BEGINNING = re.compile(
    r"[\s\"'“]*(?:on\b|am\b|le\b|el\b|il\b|em\b|op\b|den\b|at\b|\d{1,4}\s?[-./년年]|\d{1,2}\s|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)|[^<>:]{1,60}<[^<>@\s]{1,64}@|-{2,})",
    re.IGNORECASE,
)
_DAY_OR_ADDRESS = re.compile(r"\d{1,4}\s?[-./년年,:]|@|\b20\d\d\b")
_CLIENT = re.compile(
    r"\s*(?:(?:나의|내)?\s?(?:iphone|ipad|galaxy|갤럭시|아이폰|휴대폰|휴대전화|스마트폰|모바일|lg\s?폰?"
    r"|samsung[\w .]{0,20}|삼성[\w .]{0,20}|outlook[\w .]{0,20}|android[\w .]{0,20}"
    r"|네이버\s?메일(?:\s?앱)?|다음\s?메일(?:\s?앱)?|카카오메일|mail|yahoo[\w .]{0,20}"
    r"|windows[\w .]{0,20}용? ?(?:메일)?)"
    r"(?:\s?스마트폰|\s?태블릿|\s?휴대폰|\s?용 ?outlook|\s?앱)?\s?(?:에서|로|으로)\s?"
    r"(?:보냄|보냈습니다|보낸 메일입니다|보낸 메일|발송|전송|작성)(?:\.|됨)?"
    r"|(?:sent|get|envoyé|gesendet|enviado|inviato) "
    r"(?:from|with|via|using|outlook|mail for|de|depuis|mit|von|desde|da)\b"
    r"[^.!?]{0,60}"
    r"|(?:iphone|ipad|android)から送信)\s*\.?\s*$",
    re.IGNORECASE,
)


def is_separator(line: str) -> bool:
    """``-----Original Message-----`` and its many relatives."""
    line = line[:400]
    return bool(_SEPARATOR.match(line) or _BEGIN.match(line))


def is_forward_mark(line: str) -> bool:
    """A separator that says of itself that a mail is passed on, not answered."""
    line = line[:400]
    return bool(_FORWARD.match(line) or _BEGIN.match(line))


def sender_in(line: str) -> str | None:
    """Return what stands behind ``From:``, None if the line is no such field."""
    found = _FROM.match(line)
    return line[found.end() :].strip() if found else None


def is_field(line: str) -> bool:
    """One line of such a block, whichever it is."""
    line = line[:400]
    return bool(_FROM.match(line) or _OTHER.match(line))


def header_block_at(lines: list[str], index: int) -> bool:
    """A block of From:, Sent:, To:, Subject: begins here, maybe under a ruled line."""
    if _RULE.match(lines[index][:400]):
        index += 1
        while index < len(lines) and not lines[index].strip():
            index += 1
        if index == len(lines):
            return False
    first = lines[index][:400]
    if not (_FROM.match(first) or _OTHER.match(first)):
        return False
    senders = others = 0
    blanks = 0
    for line in (long[:400] for long in lines[index : index + 12]):
        if not line.strip():
            blanks += 1
            continue
        if _FROM.match(line):
            senders += 1
            if senders > 1:
                return False
        elif _OTHER.match(line):
            others += 1
        elif senders and others >= 2:
            break
        elif blanks or not (senders or others):
            return False
    return senders == 1 and others >= 2


def attribution_length(lines: list[str], index: int, end: int) -> int:
    """Lines that an attribution at ``index`` takes (1 to 3), 0 if there is none."""
    first = lines[index][:400]
    if not _BEGINNING.match(first):
        return 0
    joined = ""
    for length in (1, 2, 3):
        if index + length > end:
            break
        line = lines[index + length - 1].strip()[:400]
        if not line:
            break
        joined = f"{joined} {line}".strip()
        if _ENDING.search(joined[-40:]) and _DAY_OR_ADDRESS.search(joined):
            return length
    return 0


def is_client_signature(line: str) -> bool:
    """The line a phone or mail program adds by itself."""
    return len(line) < 100 and bool(_CLIENT.match(line))
