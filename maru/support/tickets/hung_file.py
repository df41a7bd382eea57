"""Files that hang on something said: in a ticket, or in what an upper app keeps beside it.

Whoever looks for one by its key looks among all kinds, so that they share one door, one page that
says why a file is held back, and one release.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.urls import reverse

from maru.records.viruses.models import Scan
from maru.staff.members.models import Member
from maru.support.tickets.files import NewFile, new_key
from maru.support.tickets.holding import Holding

if TYPE_CHECKING:
    from maru.records.channels.incoming import IncomingFile
    from maru.support.tickets.ticket import Ticket


class HungFile(Holding):
    """Its bytes are a blob; its address cannot be guessed.

    A kind has a ``message`` whose manager knows ``visible_to``, with an ``envelope`` if it came.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)  # as detected by us
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64, db_index=True)
    content_id = models.CharField(max_length=255, blank=True, default="")
    is_inline = models.BooleanField(default=False)

    message: Any
    to_ticket: ClassVar[str]  # the way there, for queries

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def ticket(self) -> Ticket:
        """The ticket it hangs in, or beside. Costs nothing where ``to_ticket`` is loaded."""
        found: Ticket = attrgetter(self.to_ticket.replace("__", "."))(self)
        return found

    @property
    def place(self) -> str:
        """The address of the page that shows it."""
        return reverse("desk:ticket", args=[self.ticket.pk])

    @property
    def told(self) -> dict[str, Any]:
        """What events about it say besides, to be told to whoever does not see the ticket."""
        return {}

    @property
    def read_of(self) -> list[int | None]:
        """Whose words one reads with it."""
        return [self.ticket.requester_id]

    @property
    def as_new(self) -> NewFile:
        """The same file for another message. Its bytes stay where they are."""
        return NewFile(self.name, self.content_type, self.size, self.sha256, self.content_id)

    @property
    def is_within(self) -> bool:
        """Whether what was written shows it in its place, so that it need not stand below."""
        return self.is_inline and not self.is_infected

    @classmethod
    def hung_on(cls, message: Any, file: NewFile | IncomingFile) -> Any:
        """Return the row, not yet written, that hangs ``file`` onto ``message``."""
        kind: Any = cls
        return kind(
            message=message,
            name=file.name[:200],
            content_type=file.content_type[:120],
            size=file.size,
            sha256=file.sha256,
            content_id=file.content_id[:255],
            is_inline=getattr(file, "is_inline", bool(file.content_id)),
        )

    @classmethod
    def keep_all(cls, rows: Iterable[Any], *, at_once: bool = True) -> None:
        """Write new rows, and have their files scanned. Costs one query, two with a scanner."""
        rows = cls._default_manager.bulk_create(rows)
        Scan.want((row.sha256 for row in rows), at_once=at_once)

    @classmethod
    def keep(cls, message: Any, files: Iterable[NewFile | IncomingFile]) -> None:
        """Hang ``files`` onto ``message``. Costs as ``keep_all``, nothing without files."""
        cls.keep_all(cls.hung_on(message, file) for file in files)


_kinds: list[type[HungFile]] = []


def files_also(kind: type[HungFile]) -> None:
    """Have files of ``kind`` found, too. Registering twice is once."""
    if kind not in _kinds:
        _kinds.append(kind)


def kinds() -> list[type[HungFile]]:
    return list(_kinds)


def file_with(key: str, member: Member) -> HungFile | None:
    """Return the file of this key that ``member`` may see, with its ticket. A query a kind."""
    for kind in _kinds:
        rows: Any = kind._default_manager
        found: HungFile | None = (
            rows.visible_to(member).select_related(kind.to_ticket).filter(key=key).first()
        )
        if found:
            return found
    return None
