"""One visit to the form: what was typed, whether it may be sent, and what to say if not."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.extensions.webform.answers import AnswersForm
from maru.extensions.webform.models import Submission, WebForm
from maru.extensions.webform.stamp import Stamp, comes_from_elsewhere
from maru.extensions.webform.submitting import SENDERS, count_sender, submit
from maru.extensions.webform.uploads import files_of, ticket_for
from maru.kit.database.full import is_full
from maru.staff.members.throttle import client_address
from maru.support.tickets.files import MAX_BYTES, NewFile, keep

TRAP = "fax_number"  # a field that people do not see


class Sending:
    def __init__(self, request: HttpRequest, web_form: WebForm, language: str) -> None:
        is_post = request.method == "POST"
        self.request, self.web_form, self.language = request, web_form, language
        self.place = client_address(request)
        self.given = Stamp.read(request.POST.get("stamp", ""), web_form.pk) if is_post else None
        kept = files_of(request.POST.getlist("kept"), web_form.pk) if web_form.takes_files else []
        self.form = AnswersForm(
            request.POST if is_post else None,
            request.FILES if is_post else None,
            web_form=web_form,
            kept=kept,
        )
        self.objection = ""  # why it was not sent, beside what the fields say
        self.wait = 0  # seconds until this place may send again
        self.status = 200

    @property
    def stamp(self) -> str:
        """Return the stamp of the page: the one it came with goes on, so that it is sent once."""
        return (self.given or Stamp.new(self.web_form.pk)).written

    most = MAX_BYTES  # of all files together

    @property
    def kept(self) -> list[tuple[str, NewFile]]:
        return [(ticket_for(file, self.web_form.pk), file) for file in self.form.kept]

    def submit(self) -> Submission | None:
        """Send it; None when it must be looked at again, with all that was typed and its files.

        A full disk is told like a mistake (D9).
        """
        try:
            return self._submit()
        except (OSError, DatabaseError) as error:
            if not is_full(error):
                raise
            self.status = 507
            self.objection = _(
                "Nothing can be stored at the moment. Leave this page open and press Send again "
                "later; files must be chosen again."
            )
            return None

    def _submit(self) -> Submission | None:
        self.wait = SENDERS.wait(self.place)
        is_fine = self.form.is_valid()
        self.objection = self._objection()
        if self.objection or self.given is None or not is_fine:
            self._keep_files()
            self.status = 429 if self.wait else 422
            return None
        return submit(
            self.web_form,
            self.form,
            [*self.form.kept, *keep(self.form.cleaned_data.get("files", []))],
            stamp=self.given,
            language=self.language,
            place=self.place,
        )

    def _objection(self) -> str:
        if self.wait:
            minutes = self.wait // 60 + 1
            return ngettext(
                "Much was sent from your network just now. Try again in %(n)d minute; leave this "
                "page open.",
                "Much was sent from your network just now. Try again in %(n)d minutes; leave this "
                "page open.",
                minutes,
            ) % {"n": minutes}
        if self.request.POST.get(TRAP):
            return _("A field was filled in that people do not see. It is empty now: press Send.")
        if self.given is None or comes_from_elsewhere(self.request):
            return _("This page was open for long. Nothing is lost: press Send once more.")
        if self.given.is_hasty:
            return _("That was very fast. Press Send once more.")
        return ""

    def _keep_files(self) -> None:
        """Have the files that came along not be chosen again. A robot's are not kept."""
        new = self.form.cleaned_data.get("files", self.form.spared)
        if new and self.given and not self.wait and not self.request.POST.get(TRAP):
            count_sender(self.place)
            self.form.kept = [*self.form.kept, *keep(new)]
