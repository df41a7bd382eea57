"""What a check of a domain can find: a code that is stored, and words for people."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GOOD, WARN, BAD, UNKNOWN = "good", "warn", "bad", "unknown"

WORDS: dict[str, str | Promise] = {
    "mx.ok": _("Mail to this domain goes to %(hosts)s."),
    "mx.none": _("The domain names no mail server (MX): answers of customers do not arrive. Add "
                 "the MX record that your mail provider names."),
    "mx.null": _("The domain says that it takes no mail at all (null MX): answers of customers do "
                 "not arrive."),
    "mx.unanswered": _("The DNS did not answer the question for the mail servers."),

    "spf.covers": _("The record lets %(host)s send."),
    "spf.ok": _("There is one record, and receivers can use it."),
    "spf.elsewhere": _("There is one record, and receivers can use it. By which addresses "
                       "%(host)s sends on cannot be seen from here: its provider names what "
                       "belongs into the record."),
    "spf.not_covered": _("The record does not let %(host)s send, by which your mail leaves. Change "
                         "it to this, or to what your mail provider names."),
    "spf.none": _("There is no record: receivers cannot tell your mail from a forgery. Add this "
                  "one."),
    "spf.two_records": _("There are %(number)s records. Receivers then believe none: make one of "
                         "them and remove the others."),
    "spf.syntax": _("The record cannot be read, at “%(detail)s”. Receivers then believe none of "
                    "it."),
    "spf.too_many": _("The record asks the DNS %(number)s questions; 10 are allowed. Receivers "
                      "then believe none of it. Take out includes that nobody needs."),
    "spf.include_missing": _("The record includes %(detail)s, which has no record. Receivers then "
                             "believe none of it: take the include out."),
    "spf.include_two": _("The record includes %(detail)s, which has several records. Receivers "
                         "then believe none of it."),
    "spf.include_unanswered": _("The record includes %(detail)s, of which the DNS does not "
                                "answer."),
    "spf.everybody": _("The record lets everybody in the world send in your name (+all). End it "
                       "with ~all."),
    "spf.no_all": _("The record says nothing of all other senders. End it with ~all."),
    "spf.unanswered": _("The DNS did not answer the question for the record."),

    "dkim.right": _("Mail is signed with the key %(selector)s, and receivers find it."),
    "dkim.missing": _("The key %(selector)s is not in the DNS yet. Add this record; Maru signs as "
                      "soon as it sees it."),
    "dkim.missing_forced": _("Mail is signed with the key %(selector)s, but receivers do not find "
                             "it: the record is missing."),
    "dkim.other": _("Under the name of the key %(selector)s stands something else. Replace it by "
                    "this record, and keep only one."),
    "dkim.unanswered": _("The DNS did not answer the question for the key %(selector)s."),
    "dkim.none": _("Maru does not sign this domain's mail. Make a key below, unless your mail "
                   "server signs by itself."),

    "dmarc.none": _("There is no policy. Large providers (Gmail, Yahoo) want one of who sends "
                    "much. Begin with this record: it changes nothing for the mail."),
    "dmarc.watch": _("The policy only watches (p=none): mail that fails still arrives."),
    "dmarc.quarantine": _("Mail that fails goes to the spam (p=quarantine)."),
    "dmarc.reject": _("Mail that fails is refused (p=reject)."),
    "dmarc.two_records": _("There are several policies at %(detail)s. Receivers then believe "
                           "none: keep one."),
    "dmarc.policy": _("The policy cannot be read (“%(detail)s”): p must be none, quarantine or "
                      "reject."),
    "dmarc.unanswered": _("The DNS did not answer the question for the policy."),

    "whole.proven": _("Receivers can tell that mail from Maru is yours."),
    "whole.provider": _("Mail of this domain leaves by %(name)s, which signs it: whether the "
                        "domain is set up there stands on its pages."),
    "whole.kept": _("Mail of this domain does not leave Maru yet: no mail server is set."),
    "whole.made_up": _("Names that end in .%(ending)s are for examples and have no DNS. Add a mail "
                       "address of your own domain: it is checked here then."),
    "whole.unproven": _("Neither SPF nor a signature of Maru proves that the mail is yours. "
                        "Unless your mail server signs by itself, some of it goes to the spam."),
    "whole.refused": _("Neither SPF nor a signature of Maru proves that the mail is yours, and "
                       "your own policy says to turn such mail away. Unless your mail server "
                       "signs by itself, it does not arrive."),
    "whole.unknown": _("The DNS did not answer everything, so this is not known. Check again."),
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing that was found. ``record`` is what to add to the DNS to mend it."""

    code: str  # of WORDS
    verdict: str  # good, warn, bad, unknown
    facts: dict[str, Any] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)  # records as they stand
    record: dict[str, str] | None = None  # name, type, value

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def in_words(finding: dict[str, Any]) -> str:
    """Return the sentence for a finding as it is stored."""
    words = WORDS.get(finding["code"])
    return str(words) % finding["facts"] if words else str(finding["code"])
