"""What is said about mails before they open tickets: blocked, called spam, filtered."""

from __future__ import annotations

from collections.abc import Sequence

from maru.kit.conditions import Asking
from maru.records.channels.reception import Arrival
from maru.support.filtering.mail import Mail, believes_upstream
from maru.support.filtering.models import BlockedSender, Filter
from maru.support.filtering.upstream import spam_said
from maru.support.tickets.judging import Verdict


def judge(arrivals: Sequence[Arrival]) -> list[Verdict]:
    """Return a verdict for each. Costs two queries, however many there are."""
    mails = [(one.envelope.channel.brand_id, Mail(one.incoming)) for one in arrivals]
    blocked = BlockedSender.objects.among((brand, mail.address) for brand, mail in mails)
    filters = Filter.objects.at_work({brand for brand, _mail in mails})
    asking = Asking()
    return [
        _verdict(
            mail,
            blocked.get((brand, mail.address), ""),
            [each for each in filters if each.brand_id in {None, brand}],
            asking,
        )
        for brand, mail in mails
    ]


def _verdict(mail: Mail, blocked: str, filters: list[Filter], asking: Asking) -> Verdict:
    verdict = Verdict()
    _note_authentication(verdict, mail)
    if blocked and mail.incoming.automatic != "bounce":
        verdict.is_spam = verdict.is_apart = True
        verdict.done.append({"by": "blocked", "value": blocked, "spam": True})
        return verdict
    if said := spam_said(mail.incoming.fields):
        if believes_upstream():
            verdict.is_spam = True
            verdict.done.append({"by": "upstream", "says": said, "spam": True})
            return verdict
        verdict.shown.append({"by": "upstream", "says": said})
    for each in filters:
        if each.meets(mail, asking):
            _apply(verdict, each)
        if verdict.is_spam:
            break
    return verdict


def _apply(verdict: Verdict, each: Filter) -> None:
    """Add what one filter does; what an earlier one chose stays."""
    verdict.is_spam |= each.to_spam
    verdict.tags += [tag for tag in each.tags if tag not in verdict.tags]
    verdict.team_id = verdict.team_id or each.team_id
    verdict.priority = verdict.priority or each.priority
    verdict.done.append(each.told())


def _note_authentication(verdict: Verdict, mail: Mail) -> None:
    found = mail.incoming.authentication
    if not found:
        return
    verdict.shown.append({"by": "authentication", **found})
    if found.get("dmarc") == "fail":
        verdict.may_answer = False
        verdict.warnings.append("spoofed")
