"""A file too large for one request: it comes in pieces, and goes on after a broken line."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from django.db import models, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.blobs import piecemeal, store
from maru.kit.jobs import sweep
from maru.kit.mailparse.detection import detect_type, extension_for
from maru.kit.mailparse.names import safe_name
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.files import new_key
from maru.support.tickets.models import PendingFile

PIECE = 4_000_000  # bytes at most in one request
KEPT = timedelta(days=3)  # after its last piece
AT_ONCE = 20  # unfinished ones of a member
LEFT_FREE = 500_000_000  # bytes that an upload leaves to everything else


class Unwelcome(ValueError):
    """The file cannot be taken; the message says why, in the user's language."""


class NoRoom(Unwelcome):
    """The disk does not hold it."""


class OutOfStep(Exception):
    """A piece does not follow what is here, which is ``received`` bytes."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, member: Member) -> UploadQuerySet:
        return self.filter(member=member) if member.can(Power.COMPANY) else self.none()


class Upload(models.Model):
    """One file of a member on its way here. Whole, it is a PendingFile under the same key."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()  # bytes, as the sender says
    modified = models.CharField(max_length=40, blank=True, default="")  # as the sender says
    received = models.BigIntegerField(default=0)  # bytes that are safe
    touched_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return 100 * self.received // self.size

    @property
    def expires_at(self) -> datetime:
        return self.touched_at + KEPT

    @classmethod
    def begin(cls, *, by: Member, name: str, size: int, modified: str = "") -> Upload:
        """Return a new upload, or the unfinished one of the same file. Raises Unwelcome, NoRoom.

        The same is what has its name, size and time of change: a browser knows no more of it.
        """
        mine = cls.objects.filter(member=by)
        same = mine.filter(name=name[:200], size=size, modified=modified[:40])
        if modified and (known := same.first()):
            return known
        if size <= 0:
            raise Unwelcome(_("%(name)s is empty.") % {"name": name})
        if mine.count() >= AT_ONCE:
            raise Unwelcome(_("Too many files are unfinished. Finish some, or discard them."))
        _require_room(name, size)
        return cls.objects.create(member=by, name=name[:200], size=size, modified=modified[:40])

    def append(self, at: int, piece: bytes) -> PendingFile | None:
        """Take the piece that begins at byte ``at``; return the file once it is whole.

        A piece that is here already is not taken twice. Raises OutOfStep; Unwelcome for more
        than was said; OSError (disk full), after which the same piece may come again. Not inside
        a transaction: unless all of it came to this process, which then has its hash, the last
        piece costs the reading of the whole file, about 2 s a gigabyte.
        """
        end = at + len(piece)
        if end > self.size or len(piece) > PIECE:
            raise Unwelcome(_("More came than the file has."))
        if end > self.received or not piece:
            if at != self.received or not piece:
                raise OutOfStep(self.received)
            self._write(at, piece)
        return self._finish() if self.received == self.size else None

    def _write(self, at: int, piece: bytes) -> None:
        try:
            piecemeal.append(self.key, at, piece)
        except BlockingIOError:
            raise OutOfStep(self.received) from None
        here = Upload.objects.filter(pk=self.pk, received=at)
        if not here.update(received=at + len(piece), touched_at=timezone.now()):
            self.refresh_from_db()
            raise OutOfStep(self.received)
        self.received = at + len(piece)

    def _finish(self) -> PendingFile:
        try:
            known = piecemeal.sha256_of(self.key)
            sha256 = store().adopt(piecemeal.path_of(self.key), sha256=known)
        except FileNotFoundError:  # somebody else is finishing it, or ended while doing so
            Upload.objects.filter(pk=self.pk).update(received=0)
            raise OutOfStep(0) from None
        with store().open(sha256) as file:
            kind = detect_type(file.read(65_536))
        name = safe_name(self.name, 1, extension_for(kind))
        with transaction.atomic():
            self.delete()
            return PendingFile.objects.create(
                key=self.key, member=self.member, name=name, content_type=kind, size=self.size,
                sha256=sha256,
            )  # fmt: skip

    def discard(self) -> None:
        self.delete()
        piecemeal.forget(self.key)


def _require_room(name: str, size: int) -> None:
    free = shutil.disk_usage(store().root).free
    told = Upload.objects.aggregate(size=models.Sum("size"), received=models.Sum("received"))
    promised = (told["size"] or 0) - (told["received"] or 0)
    # Once as it comes, once as the mails that are taken out of it.
    needed = 2 * size + promised + LEFT_FREE
    if needed > free:
        raise NoRoom(
            _(
                "%(name)s needs %(needed)s on the server's disk, with the mails that are taken out "
                "of it, and %(free)s are free. Make room, or import it in parts."
            )
            % {"name": name, "needed": filesizeformat(needed), "free": filesizeformat(free)}
        )


@sweep("email.uploads", every=3600)
def forget_abandoned() -> int:
    """Discard what nobody went on with, and pieces whose row is gone."""
    for upload in Upload.objects.filter(touched_at__lt=timezone.now() - KEPT):
        upload.discard()
    known = set(Upload.objects.values_list("key", flat=True))
    for key in piecemeal.untouched(seconds=KEPT.total_seconds()):
        if key not in known:
            piecemeal.forget(key)
    return 0
