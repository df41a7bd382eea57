from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from maru.extensions.email.mailbox import Mailbox
from maru.kit.jobs import bell
from maru.records.channels.acceptance import Letter, accept, put

LEFT = "left_on_server"  # why an envelope holds only the head of its mail


class Overtaken(Exception):
    """Somebody else has read on in this folder, so what we hold is theirs; or it is removed."""


class MailboxFolder(models.Model):
    """How far a folder has been read.

    UIDs above ``last_uid`` are still to be looked at. Those below ``first_new_uid`` were there
    when Maru first saw the folder under this UIDVALIDITY: they come in if they are unread and
    ``with_unread``, or not older than ``since``.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="folder_states")
    name = models.CharField(max_length=200)
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)
    first_new_uid = models.BigIntegerField()
    with_unread = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)  # set by a new UIDVALIDITY

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "name"], name="one_state_per_folder")
        ]

    def __str__(self) -> str:
        return f"{self.name} up to {self.last_uid}"

    def take(self, letters: dict[int, Letter], *, through: int) -> None:
        """Store mails by UID and read on to ``through``, in one commit (D1, D2).

        Each is pending until the server was told, but those LEFT there. Raises Overtaken,
        OSError (disk) or DatabaseError; then nothing is stored.
        """
        kept = put(list(letters.values()))
        with transaction.atomic():
            if letters:
                self._note_mail()
            self._read_on(through)
            accept(kept)
            self.pending.bulk_create(
                [
                    Pending(folder=self, uid_validity=self.uid_validity, uid=uid)
                    for uid, letter in letters.items()
                    if LEFT not in letter.transport
                ],
                ignore_conflicts=True,
            )
            if letters:
                bell.ring("channels.envelopes")
        self.last_uid = through

    def begin_again(self, uid_validity: int, uid_next: int, *, since: datetime) -> None:
        """The server has numbered the folder anew: read what is not older than ``since`` again.

        What was stored already is known by its bytes, and told to the server once more.
        """
        with transaction.atomic():
            self.pending.all().delete()
            self.with_unread = self.with_unread and self.is_catching_up
            self.uid_validity, self.last_uid, self.first_new_uid = uid_validity, 0, uid_next
            self.since = since
            self.save()

    @property
    def is_catching_up(self) -> bool:
        return self.last_uid < self.first_new_uid - 1

    def _note_mail(self) -> None:
        # Before the folder, as removing.py locks them.
        mailbox = Mailbox.objects.filter(pk=self.mailbox_id)
        if not mailbox.update(last_mail_at=timezone.now()):
            raise Overtaken

    def _read_on(self, through: int) -> None:
        mine = MailboxFolder.objects.filter(
            pk=self.pk, uid_validity=self.uid_validity, last_uid=self.last_uid
        )
        if not mine.update(last_uid=through):
            raise Overtaken


class Pending(models.Model):
    """A mail that is stored while the server may not know it yet, or one it would not give."""

    folder = models.ForeignKey(MailboxFolder, on_delete=models.CASCADE, related_name="pending")
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    is_stored = models.BooleanField(default=True)
    tries = models.PositiveSmallIntegerField(default=0)
    detail = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folder", "uid_validity", "uid"], name="one_pending_per_uid"
            )
        ]

    def __str__(self) -> str:
        return f"UID {self.uid}"
