"""A file that was sent ahead of the message it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone

from maru.kit.jobs import sweep
from maru.staff.members.models import Member
from maru.support.tickets.draft import Draft
from maru.support.tickets.files import NewFile, keep, must_be_shown, new_key
from maru.support.tickets.scheduling.scheduled import ScheduledAnswer

KEPT = timedelta(days=1)


class UnknownFile(Exception):
    """No such file waits for this member; ``key`` says which."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class PendingFile(models.Model):
    """A file of one member until a message takes it: for a day, or as long as its draft, or the
    scheduled answer it belongs to, is kept."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="pending_files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)  # as detected by us
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    # It stands within the words of its draft, by its key, and not below them.
    is_inline = models.BooleanField(default=False)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.CASCADE, related_name="files")
    scheduled = models.ForeignKey(
        ScheduledAnswer, null=True, on_delete=models.CASCADE, related_name="files"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, upload: UploadedFile[Any], *, by: Member) -> PendingFile:
        """Store the upload; its bytes are on disk when this returns. Raises OSError (disk full)."""
        (file,) = keep([upload])
        return cls.objects.create(member=by, **_facts(file))

    @classmethod
    def keep_within(
        cls, upload: UploadedFile[Any], *, by: Member, draft: Draft | None = None
    ) -> PendingFile:
        """Store a picture that stands within the words ``by`` is writing, in a ticket those of
        ``draft``. Raises OSError, or NoPicture for what cannot be shown as one."""
        (file,) = keep([upload])
        must_be_shown(file)
        return cls.objects.create(member=by, draft=draft, is_inline=True, **_facts(file))

    @classmethod
    def hang_on(cls, draft: Draft, files: Iterable[NewFile]) -> None:
        """Let ``files``, whose bytes are on disk, wait for ``draft``. Costs one query."""
        cls._hang(files, draft.member_id, draft=draft)

    @classmethod
    def hang_on_scheduled(cls, answer: ScheduledAnswer, files: Iterable[NewFile]) -> None:
        """Let ``files`` wait until ``answer`` leaves. Costs one query."""
        cls._hang(files, answer.member_id, scheduled=answer)

    @classmethod
    def _hang(cls, files: Iterable[NewFile], member_id: int, **owner: Any) -> None:
        PendingFile.objects.bulk_create(
            PendingFile(
                member_id=member_id,
                key=file.content_id or new_key(),  # its words name it by that
                is_inline=bool(file.content_id),
                **owner,
                **_facts(file),
            )
            for file in files
        )

    @property
    def as_new(self) -> NewFile:
        """The same file for a message. Its bytes stay where they are."""
        within = self.key if self.is_inline else ""
        return NewFile(self.name, self.content_type, self.size, self.sha256, within)

    @classmethod
    def take(cls, keys: Iterable[str], *, by: Member, within: Iterable[str] = ()) -> list[NewFile]:
        """Return the files of these keys for a message, and of those ``within`` its words, each
        once; forget them as pending.

        Call it inside the message's transaction. Raises UnknownFile for a key
        that is not this member's, used up, or older than a day.
        """
        within = set(within)
        keys = list(dict.fromkeys([*keys, *within]))
        free = cls.objects.filter(member=by, scheduled=None)
        rows = {row.key: row for row in free.filter(key__in=keys)}
        for key in keys:
            if key not in rows:
                raise UnknownFile(key)
        cls.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
        found = [rows[key] for key in keys]
        return [
            NewFile(f.name, f.content_type, f.size, f.sha256, f.key if f.key in within else "")
            for f in found
        ]


def _facts(file: NewFile) -> dict[str, Any]:
    facts = asdict(file)
    del facts["content_id"]
    return facts


@sweep("tickets.pending_files", every=3600)
def forget_unused() -> int:
    PendingFile.objects.filter(
        draft=None, scheduled=None, created_at__lt=timezone.now() - KEPT
    ).delete()
    return 0
