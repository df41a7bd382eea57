"""What can be wrong with a webhook, as a code and in words for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "not_allowed": _("Maru does not call this address: it must be https, and on the internet. For "
                     "one in your own network, name it in MARU_FETCH_ALLOW and start Maru again."),
    "not_found": _("There is no server of this name. Was the address copied whole?"),
    "no_connection": _("Nothing answers there. Is the server up, and does a firewall stand "
                       "between?"),
    "no_trust": _("The server's certificate is not valid for this name, so nobody can tell whether "
                  "it is the right server."),
    "too_slow": _("The server did not answer within ten seconds."),
    "broken_off": _("The server hung up before it answered."),
    "busy": _("The other side asks for a pause: too much came at once. Maru goes on by itself."),
    "gone": _("The other side says that this webhook exists no more, or that its channel is "
              "closed. Make a new one there and enter its address here."),
    "too_large": _("It is too large for the other side."),
    "not_let_in": _("The other side does not let Maru in. Was the address copied whole, and may "
                    "the webhook still write to its channel?"),
    "nothing_there": _("Nothing is found under this address on the server. Was it copied whole?"),
    "leads_elsewhere": _("The address leads on to another one, which Maru does not follow. Enter "
                         "that one."),
    "not_understood": _("The other side does not understand what Maru tells. Is it really of the "
                        "kind that you chose?"),
    "workflow_off": _("The workflow is switched off in Teams. Switch it on there."),
    "broken": _("The other side says that something failed there."),
    "too_late": _("It could not be told in time."),
    "switched_off": _("It was not told: Maru had switched this off after it failed for long."),
    "unreadable": _("The address can no longer be read: MARU_SECRET_KEY has changed. Enter it "
                    "again."),
    "restored": _("It waited when the restored backup was made; it may have been told since."),
    "failed": _("Something went wrong that Maru has no words for."),
}  # fmt: skip


def in_words(code: str) -> str:
    """Return what ``code`` means; "" for none."""
    return str(WORDS.get(code, WORDS["failed"])) if code else ""
