from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.mailparse.language import language_of
from maru.staff.journal.models import AccessRecord
from maru.support.tickets.choices import Direction
from maru.support.tickets.doubts.doubt import Answer, doubt
from maru.support.tickets.models import Ticket

# We say that something is with it. Not: "사진을 첨부해 주세요", "please attach a photo".
_ATTACHED = re.compile(
    r"첨부(?:해|하여)?\s*(?:합니다|드립니다|드려요|드렸|해요|했습니다|했어요|하였습니다|하오니|하니|된|되어|돼)"
    r"|첨부(?:해|하여)\s*(?:보내|드리|드립|드렸|놓|두)"
    r"|첨부\s?(?:파일|문서|자료|사진|그림)?\s?(?:을|를)?\s?(?:확인|참고|참조|보내)"
    r"|(?:붙임|동봉)(?:\s?파일)?(?:을|를|합니다|드립니다|했습니다|한|된)?\s?"
    r"(?:확인|참고|참조|보내|$|[.,])"
    r"|동봉(?:합니다|드립니다|했습니다|한)"
    r"|\b(?:I|we)(?:'ve| have|'m| am|'ll| will)?(?: also)? attach(?:ed|ing)?\b"
    r"|\b(?:find|see|is|are|have) (?:the )?(?:attached|enclosed)\b"
    r"|(?:^|[.!?]\s+)(?:attached|enclosed) (?:is|are|you|please|the)\b"
    r"|\bthe attached\b|\bin the attachment\b",
    re.IGNORECASE | re.MULTILINE,
)
_THEIRS = re.compile(
    r"첨부(?:해|하여)?\s*(?:주|부탁|바랍|바라)|첨부(?:하신|하셔|하시)|보내\s?주신"
    r"|you attached|you have attached",
    re.IGNORECASE,
)

LATELY = 300  # readings
MOST = 60  # tickets
_ADDRESSED = r"\s?(?:고객|회원)?\s?(?:님|씨)"
LEAST = {"ko": 12, "en": 20}  # letters in which an answer has a language: a number has none


@doubt("missing_file", gettext_lazy("A file that the text speaks of is not there"))
def missing_file(answer: Answer) -> str:
    if answer.has_files:
        return ""
    for sentence in re.split(r"(?<=[.!?\n])", answer.own_words):
        if _ATTACHED.search(sentence) and not _THEIRS.search(sentence):
            return _("You write that a file is attached, but there is none.")
    return ""


@doubt("another_customer", gettext_lazy("The name of another customer"))
def another_customer(answer: Answer) -> str:
    """Of those whose tickets the writer read lately: that is where a wrong name comes from.

    Costs two queries, one more for those who are in the conversation.
    """
    ticket, words = answer.ticket, answer.own_words
    read = AccessRecord.objects.filter(member_id=answer.by.pk, what="ticket").order_by("-id")
    numbers = dict.fromkeys(n for n in read.values_list("subject_id", flat=True)[:LATELY] if n)
    seen = Ticket.objects.visible_to(answer.by).filter(pk__in=list(numbers)[:MOST])
    others = seen.exclude(requester=ticket.requester_id).exclude(pk=ticket.pk)
    names = {name.strip() for name in others.values_list("requester__name", flat=True) if name}
    named = sorted(name for name in names if name in words and _is_meant(name, words))
    if not named:
        return ""
    theirs = " ".join([
        ticket.requester.name if ticket.requester else "", answer.by.name, answer.by.signature,
        ticket.brand.name, ticket.subject, *(p.name for p in ticket.participants.all()),
    ])  # fmt: skip
    for name in named:
        if name not in theirs:
            who = ticket.requester.name if ticket.requester else ""
            if who:
                told = _("“%(name)s” is another customer; this answer goes to %(customer)s.")
                return told % {"name": name, "customer": who}
            return _("“%(name)s” is another customer.") % {"name": name}
    return ""


def _is_meant(name: str, words: str) -> bool:
    """Whether ``name`` stands there as a name: one of two syllables is a word like others."""
    behind = _ADDRESSED if len(name) < 3 else r"(?![A-Za-z])"
    return re.search(rf"(?<![가-힣A-Za-z]){re.escape(name)}{behind}", words) is not None


@doubt("wrong_language", gettext_lazy("Another language than the customer's"))
def wrong_language(answer: Answer) -> str:
    """Costs one query."""
    ours = language_of(answer.own_words)
    letters = sum(char.isalpha() for char in answer.own_words)
    if ours not in LEAST or letters < LEAST[ours]:
        return ""
    said = answer.ticket.messages.filter(direction=Direction.FROM_CUSTOMER).order_by("-id")
    last = said.values_list("text", flat=True).first() or ""
    theirs = language_of(last)
    if theirs not in LEAST or theirs == ours or sum(c.isalpha() for c in last) < LEAST[theirs]:
        return ""
    if ours == "ko":
        return _("The customer wrote in English, and this answer is in Korean.")
    return _("The customer wrote in Korean, and this answer is in English.")
