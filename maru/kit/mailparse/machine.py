"""Is a person writing, or a machine? And may a machine answer (S5, RFC 3834)?

When in doubt a mail is a person's, and no automatic answer is sent.
"""

import re

from maru.kit.mailparse.headers import Headers
from maru.kit.mailparse.structure import Part
from maru.kit.mailparse.words import decode_header

_DAEMON = re.compile(
    r"(?:mailer-daemon|mail-daemon|mailerdaemon|mdaemon)(?:[+\-=].*)?@",
    re.IGNORECASE,
)
# Also written by hand, so more must speak for a bounce.
_POSTMASTER = re.compile(r"(?:postmaster|bounces?)(?:[+\-=].*)?@", re.IGNORECASE)
_SILENT = re.compile(r"(?:no-?reply|do-?not-?reply|noreply)[^@]{0,60}@", re.IGNORECASE)
_REPLY_SUBJECT = re.compile(
    r"\W*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|"
    r"autoreply|자동\s?(?:회신|응답|답장)|부재\s?중|\[?부재\s?중 자동|회신\s?불가|자동으로 회신|"
    r"automatische antwort|abwesenheit|réponse automatique|自動返信|不在通知)",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"\W*(?:undeliver|delivery (?:status notification|failure|has failed)|mail delivery|"
    r"returned mail|failure notice|delivery failed|message (?:not delivered|undeliverable)|"
    r"warning: (?:message|could not send)|delayed mail|반송|메일 전송 실패|배달되지 않음|발송 실패|"
    r"전송 실패|\[?returned)",
    re.IGNORECASE,
)
_SUPPRESSING = (
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply",
    "x-auto-response",
    "x-autoresponder",
)
_REPORTS = {"message/disposition-notification", "message/feedback-report"}
_LIST_ID = re.compile(r"(?P<phrase>[^<]*)<(?P<id>[^<>]*)>")
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_MAX_LIST_NAME = 80  # characters
_LIST_FIELDS = ("list-id", "list-post", "list-unsubscribe", "list-help", "list-owner")


def classify(root: Part, sender: str, subject: str) -> tuple[str, bool]:
    """Return ``(automatic, may_answer)`` of a mail; see ParsedMail.automatic.

    ``sender`` is the address of From, '' if it had none.
    """
    kind = _automatic(root, sender, subject)
    headers = root.headers
    if kind:
        return kind, False
    is_silent = (
        not sender
        or _is_null_path(headers)
        or bool(_SILENT.match(sender) or _POSTMASTER.match(sender))
        or _precedence(headers) in {"bulk", "junk", "list", "auto_reply"}
        or _is_suppressed(headers)
    )
    return "", not is_silent


def _automatic(root: Part, sender: str, subject: str) -> str:
    headers = root.headers
    leaves = list(leaf_kinds(root))
    if any(kind in _REPORTS for kind in leaves):
        return "report"
    if _is_bounce(root, leaves, sender, subject):
        return "bounce"
    if root.kind == "multipart/report":
        return "report"
    submitted = _submitted(headers)
    if submitted.startswith("auto-replied") or _says_reply(headers, subject):
        return "auto_reply"
    if submitted:
        return "notification"
    if any(headers.has(name) for name in _LIST_FIELDS) or _precedence(headers) == "list":
        return "list"
    return ""


def list_name(headers: Headers) -> str:
    """Return what the mailing list calls itself in List-Id (RFC 2919), else its id; '' for none."""
    text = headers.text("list-id")
    found = _LIST_ID.search(text)
    if found is None:
        return text[:_MAX_LIST_NAME]
    name = found["phrase"].strip(' "') or found["id"].strip()
    return name[:_MAX_LIST_NAME]


def leaf_kinds(part: Part) -> list[str]:
    if not part.children:
        return [part.kind]
    return [kind for child in part.children for kind in leaf_kinds(child)]


def _is_bounce(root: Part, leaves: list[str], sender: str, subject: str) -> bool:
    if "message/delivery-status" in leaves or "message/global-delivery-status" in leaves:
        return True
    if root.parameters.get("report-type", "").lower() == "delivery-status":
        return True
    if root.headers.has("x-failed-recipients"):
        return True
    if _DAEMON.match(sender):
        return True
    is_likely = not sender or _is_null_path(root.headers) or _POSTMASTER.match(sender)
    return bool(is_likely and _BOUNCE_SUBJECT.match(subject))


def _says_reply(headers: Headers, subject: str) -> bool:
    if any(headers.has(name) for name in _SUPPRESSING):
        return headers.text("x-auto-response").lower() != "no"
    return _precedence(headers) == "auto_reply" or bool(_REPLY_SUBJECT.match(subject))


def _submitted(headers: Headers) -> str:
    """Return what kind of machine Auto-Submitted names (RFC 3834, 5), "" for none.

    Comments say nothing, and whoever adds a second field takes nothing back.
    """
    fields = (decode_header(value).lower() for value in headers.all("auto-submitted"))
    kinds = (_COMMENT.sub(" ", field).partition(";")[0].strip() for field in fields)
    return next((kind for kind in kinds if kind not in {"", "no"}), "")


def _is_suppressed(headers: Headers) -> bool:
    value = headers.text("x-auto-response-suppress").lower()
    return value not in {"", "none"}


def _is_null_path(headers: Headers) -> bool:
    return headers.has("return-path") and headers.text("return-path").strip() in {"<>", "< >"}


def _precedence(headers: Headers) -> str:
    return headers.text("precedence").lower().replace("-", "_").strip()
