"""What a provider posts, proved and taken apart: only as far as the mail's own bytes.

anymail would read the mail here, in the process that serves pages; it is opened like every other,
later and within limits (0112). One file for each provider.
"""

from __future__ import annotations

from types import ModuleType

from maru.extensions.email.hooks import mailgun, postmark, sendgrid, ses
from maru.extensions.email.hooks.hook import Hook, HookProvider
from maru.extensions.email.hooks.posted import News, Post, Posted

_OF: dict[str, ModuleType] = {
    HookProvider.MAILGUN: mailgun,
    HookProvider.POSTMARK: postmark,
    HookProvider.SES: ses,
    HookProvider.SENDGRID: sendgrid,
}


def mail(hook: Hook, post: Post) -> Posted | None:
    """Return the mail in ``post``; None if it is none, but all is well.

    Raises Forged, Malformed, NotTaken, ComeAgain.
    """
    posted: Posted | None = _OF[hook.provider].mail(hook, post)
    return posted


def news(hook: Hook, post: Post) -> list[News]:
    """Return what became of mails, as the provider tells. Raises as ``mail`` does, and KeyError,
    ValueError, TypeError, AttributeError for what the provider does not send."""
    told: list[News] = _OF[hook.provider].news(hook, post)
    return told
