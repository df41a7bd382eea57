from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.secrets import digest, new_token
from maru.staff.company.languages import LANGUAGES
from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.staff.members.managing import Disallowed
from maru.staff.members.member import Member
from maru.staff.members.roles import Power, Role
from maru.staff.teams.models import Team

LASTS = timedelta(hours=72)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> InvitationQuerySet:
        """Return those neither accepted nor withdrawn, the late ones too."""
        return self.filter(used_at=None, withdrawn_at=None)

    def visible_to(self, member: Member) -> InvitationQuerySet:
        """Return the invitations that open nothing ``member`` does not see already."""
        if not member.can(Power.PEOPLE):
            return self.none()
        if member.role == Role.ADMIN:
            return self
        others = Brand.objects.exclude(pk__in=member.brand_ids)
        return (
            self.exclude(role=Role.ADMIN)
            .exclude(pk__in=self.model.brands.through.objects.filter(brand__in=others).values("invitation"))
            .exclude(pk__in=self.model.teams.through.objects.filter(team__in=member.hidden_team_ids).values("invitation"))
        )  # fmt: skip


class Invitation(models.Model):
    """An offer to somebody to become a member, as what. The link is stored as a hash.

    There is no member before it is accepted: nobody can sign in as, or write
    to, somebody who never came.
    """

    email = models.EmailField()
    name = models.CharField(max_length=80, blank=True, default="")
    role = models.CharField(max_length=12, choices=Role.choices)
    brands = models.ManyToManyField(Brand, related_name="+", blank=True)
    teams = models.ManyToManyField(Team, related_name="+", blank=True)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="ko")
    time_zone = models.CharField(max_length=60, default="Asia/Seoul")
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(used_at=None, withdrawn_at=None),
                name="one_invitation_an_address",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @classmethod
    def issue(
        cls,
        email: str,
        *,
        by: Member,
        role: str,
        brands: Iterable[Brand],
        teams: Iterable[Team],
        name: str = "",
        **fields: str,
    ) -> tuple[Invitation, str]:
        """Make an invitation; return it with its token in clear, known only now.

        It takes the place of an earlier one to this address. Raises Disallowed.
        """
        if not by.may_give(role):
            raise Disallowed(_("Only an administrator may make an administrator."))
        token = new_token()
        with transaction.atomic():
            earlier = cls.objects.waiting().filter(email=email)
            if earlier.exclude(pk__in=cls.objects.visible_to(by).values("pk")).exists():
                raise Disallowed(_("%(email)s is invited already.") % {"email": email})
            for each in earlier:
                each.withdraw(by=by)
            invitation = cls.objects.create(
                email=email, name=name, role=role, invited_by=by, token_hash=digest(token),
                expires_at=timezone.now() + LASTS, **fields,
            )  # fmt: skip
            invitation.brands.set(brands)
            invitation.teams.set(teams)
            Event.record("invitation.sent", invitation, by=by, after={"email": email, "role": role})
        return invitation, token

    def issue_again(self, *, by: Member) -> str | None:
        """Return a new token, good for another 72 hours; the old one ends. None: too late."""
        token = new_token()
        with transaction.atomic():
            changed = self._waiting().update(
                token_hash=digest(token), expires_at=timezone.now() + LASTS, invited_by=by
            )
            if not changed:
                return None
            self.refresh_from_db()
            Event.record("invitation.resent", self, by=by)
        return token

    def withdraw(self, *, by: Member) -> bool:
        """End this invitation; False if it was accepted or withdrawn before."""
        with transaction.atomic():
            if not self._waiting().update(withdrawn_at=timezone.now()):
                return False
            Event.record("invitation.withdrawn", self, by=by)
            return True

    @classmethod
    def of(cls, token: str) -> Invitation | None:
        """Return the invitation that ``token`` opens now, or None. Spends nothing."""
        found = (
            cls.objects.waiting()
            .select_related("invited_by")
            .filter(token_hash=digest(token), expires_at__gt=timezone.now())
            .first()
        )
        # Who was let go, or may no longer give this role, lets nobody in either.
        return found if found and found.invited_by.may_give(found.role) else None

    def accept(self, *, name: str, password: str | None) -> Member | None:
        """Use the invitation up and return the new member; None if somebody was faster.

        Without ``password`` they sign in by a passkey or a link.
        """
        try:
            with transaction.atomic():
                if not self._waiting().update(used_at=timezone.now()):
                    return None
                member = Member.objects.invite(
                    self.email,
                    password=password,
                    name=name,
                    role=self.role,
                    language=self.language,
                    time_zone=self.time_zone,
                    brands=list(self.brands.all()),
                    teams=list(self.teams.all()),
                )
                after = {"role": self.role, "invitation": self.pk}
                Event.record("member.added", member, by=self.invited_by, after=after)
                return member
        except IntegrityError:  # a member with this address came to be by another way
            return None

    @property
    def is_late(self) -> bool:
        return self.expires_at <= timezone.now()

    def _waiting(self) -> InvitationQuerySet:
        # One conditional UPDATE: accepting and withdrawing at once, one of them wins. The hash
        # too: a page opened by a link that was sent anew meanwhile is worth nothing.
        return Invitation.objects.waiting().filter(pk=self.pk, token_hash=self.token_hash)
