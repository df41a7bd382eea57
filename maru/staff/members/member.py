from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from maru.staff.company.languages import LANGUAGES
from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.managing import Managed
from maru.staff.members.personal.availability import Attending
from maru.staff.members.personal.preferring import Preferring
from maru.staff.members.personal.resting import Resting
from maru.staff.members.roles import POWERS, Power, Role
from maru.staff.teams.models import Team


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> MemberQuerySet:
        return self.filter(is_active=True)

    def visible_to(self, member: Member) -> MemberQuerySet:
        """Return who ``member`` may know of: administrators all, others who shares a brand."""
        if member.role == Role.ADMIN:
            return self
        shares = models.Q(brands__in=member.brand_ids) | models.Q(pk=member.pk)
        return self.filter(pk__in=Member.objects.filter(shares).values("pk"))


class People(BaseUserManager["Member"]):
    """How members are made and looked up by their address."""

    def get_queryset(self) -> MemberQuerySet:
        return MemberQuerySet(self.model, using=self._db)

    def active(self) -> MemberQuerySet:
        return self.get_queryset().active()

    def visible_to(self, member: Member) -> MemberQuerySet:
        return self.get_queryset().visible_to(member)

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(email__iexact=username or "")

    def invite(self, email: str, *, password: str | None = None, **fields: Any) -> Member:
        """Make a member; without ``password`` they cannot sign in by one until they set it."""
        brands = fields.pop("brands", None)
        teams = fields.pop("teams", [])
        member = self.model(email=email.strip().lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        member.brands.set(Brand.objects.all() if brands is None else brands)
        member.teams.set(teams)
        return member


class Member(Managed, Preferring, Attending, Resting, Actor, AbstractBaseUser):
    """Somebody of the company. The only kind of ``request.user``; a customer never is one."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.AGENT)
    brands = models.ManyToManyField(Brand, related_name="members", blank=True)
    teams = models.ManyToManyField(Team, related_name="members", blank=True)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="ko")
    time_zone = models.CharField(max_length=60, default="Asia/Seoul")
    signature = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    sign_outs = models.PositiveIntegerField(default=0)  # addresses of files end with each

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = People()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name or self.email

    def change_password(self, password: str) -> None:
        """Set and save a new password; sessions made with the old one end."""
        self.set_password(password)
        self.save(update_fields=["password"])
        Event.record("member.password", self, by=self)

    def signed_out(self) -> None:
        """End the addresses of files that were given to this member. Costs one query."""
        Member.objects.filter(pk=self.pk).update(sign_outs=models.F("sign_outs") + 1)

    def end_sign_ins(self, *, but: int | None = None) -> None:
        """Sign out every browser of this member, except the sign-in ``but``. Two queries."""
        alive = self.sign_ins.filter(ended_at=None)
        if but is not None:
            alive = alive.exclude(pk=but)
        alive.update(ended_at=timezone.now())
        self.signed_out()

    def can(self, power: Power) -> bool:
        """Return whether this member's role has ``power``; an inactive member has none."""
        return self.is_active and power in POWERS[self.role]

    @cached_property
    def pass_mark(self) -> str:
        """Stands in the addresses of files; another one after a sign-out or a new password."""
        said = f"{self.sign_outs} {self.password}"
        return salted_hmac("maru.members.pass", said, algorithm="sha256").hexdigest()[:16]

    @cached_property
    def brand_names(self) -> dict[int, str]:
        """The brands this member works for, by their names. Costs one query an object."""
        return dict(self.brands.values_list("id", "name"))

    @cached_property
    def brand_ids(self) -> list[int]:
        """As ``brand_names``, without the names."""
        return list(self.brand_names)

    @cached_property
    def hidden_brand_ids(self) -> list[int]:
        """The brands this member does not work for. Costs one query an object."""
        every = Brand.objects.values_list("pk", flat=True)
        return [pk for pk in every if pk not in self.brand_names]

    @cached_property
    def hidden_team_ids(self) -> list[int]:
        """The private teams whose tickets this member does not see. Costs one query an object."""
        if self.role == Role.ADMIN:
            return []
        others = Team.objects.filter(is_private=True).exclude(members=self)
        return list(others.values_list("id", flat=True))

    @property
    def sees_company(self) -> bool:
        """Whether every brand is this member's to set up."""
        return self.can(Power.COMPANY)
