"""Changing who works here: what a manager may do to whom, and what nobody may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django.db import models, transaction
from django.utils.translation import gettext as _

from maru.staff.company.models import Brand, Company
from maru.staff.journal.models import Event
from maru.staff.members.roles import POWERS, Power, Role
from maru.staff.teams.models import Team

if TYPE_CHECKING:
    from maru.staff.members.member import Member


class Disallowed(Exception):
    """Somebody may not do this to that member; the text says why, for them to read."""


class Managed(models.Model):
    """What one member may change of another."""

    class Meta:
        abstract = True

    @property
    def _me(self) -> Member:
        return cast("Member", self)

    def is_managed_by(self, other: Member) -> bool:
        """Return whether ``other`` may change this member at all."""
        if not other.can(Power.PEOPLE):
            return False
        return other.role == Role.ADMIN or self._me.role != Role.ADMIN

    def is_entered_by(self, other: Member) -> bool:
        """Return whether ``other`` may make a link that signs in as this member.

        Whoever holds the link is this member: it must open nothing that
        ``other`` does not see already.
        """
        if not self.is_managed_by(other):
            return False
        hidden = self._me.teams.filter(pk__in=other.hidden_team_ids)
        return other.role == Role.ADMIN or not (
            set(self._me.brand_ids) - set(other.brand_ids) or hidden.exists()
        )

    def may_give(self, role: str) -> bool:
        """Return whether this member may give ``role`` to somebody else."""
        return self._me.can(Power.PEOPLE) and POWERS[role] <= POWERS[self._me.role]

    def is_ranked_by(self, other: Member) -> bool:
        """Return whether ``other`` may change this member's role.

        A role holds in all of a member's brands: only who sees them all may change it.
        """
        sees_all = other.role == Role.ADMIN or set(self._me.brand_ids) <= set(other.brand_ids)
        return sees_all and self.is_managed_by(other)

    def revise(
        self,
        *,
        by: Member,
        name: str,
        email: str,
        role: str,
        brands: Iterable[Brand],
        teams: Iterable[Team],
    ) -> bool:
        """Change this member; return False if nothing differed. Raises Disallowed.

        Brands and teams that ``by`` does not see stay as they are.
        """
        with transaction.atomic():
            self._check_role(role, by=by)
            self._check_email(email, by=by)
            before, role_before = self._as_recorded(), self._me.role
            self._me.name, self._me.email, self._me.role = name, email.strip().lower(), role
            self._me.save(update_fields=["name", "email", "role"])
            keep_outside(self._me.brands, brands, Brand.objects.visible_to(by))
            keep_outside(self._me.teams, teams, Team.objects.visible_to(by))
            after = self._as_recorded()
            if role != role_before:
                Event.record("member.role", self._me, by=by, before=role_before, after=role)
                self._me.end_sign_ins()  # what they may do changed: in anew (S16)
            if before != after:
                Event.record("member.changed", self._me, by=by, before=before, after=after)
            return before != after or role != role_before

    def deactivate(self, *, by: Member) -> bool:
        """Lock this member out, at once and everywhere; False if they were. Raises Disallowed."""
        if self._me == by:
            raise Disallowed(_("You cannot deactivate yourself. Ask another administrator."))
        with transaction.atomic():
            self._check_manageable(by)
            self._check_an_admin_stays()
            return self._switch(by=by, active=False)

    def reactivate(self, *, by: Member) -> bool:
        """Let this member in again; False if they were active. Raises Disallowed."""
        with transaction.atomic():
            self._check_manageable(by)
            return self._switch(by=by, active=True)

    def _switch(self, *, by: Member, active: bool) -> bool:
        others = type(self._me).objects.filter(pk=self._me.pk, is_active=not active)
        if not others.update(is_active=active):
            return False
        self._me.is_active = active
        self._me.end_sign_ins()
        Event.record("member.reactivated" if active else "member.deactivated", self._me, by=by)
        return True

    def _check_manageable(self, by: Member) -> None:
        if not self.is_managed_by(by):
            raise Disallowed(_("Only an administrator may change an administrator."))

    def _check_role(self, role: str, *, by: Member) -> None:
        self._check_manageable(by)
        if role == self._me.role:
            return
        if self._me == by:
            raise Disallowed(_("You cannot change your own role. Ask another administrator."))
        if not self.is_ranked_by(by):
            raise Disallowed(
                _("They also work for a brand that is not yours: ask an administrator.")
            )
        if not by.may_give(role):
            raise Disallowed(_("Only an administrator may make an administrator."))
        self._check_an_admin_stays()

    def _check_email(self, email: str, *, by: Member) -> None:
        # A password is set anew by a link to this address: whoever may choose it is this member.
        if email.strip().lower() != self._me.email.lower() and not self.is_entered_by(by):
            raise Disallowed(
                _("They also see what you do not: ask an administrator to change the address.")
            )

    def _check_an_admin_stays(self) -> None:
        if self._me.role != Role.ADMIN:
            return
        # The company's row is the lock: two administrators cannot remove each other at once.
        list(Company.objects.select_for_update())
        others = type(self._me).objects.active().filter(role=Role.ADMIN).exclude(pk=self._me.pk)
        if not others.exists():
            raise Disallowed(_("This is the last administrator. Make another one first."))

    def _as_recorded(self) -> dict[str, Any]:
        return {
            "name": self._me.name,
            "email": self._me.email,
            "brands": sorted(self._me.brands.values_list("id", flat=True)),
            "teams": sorted(self._me.teams.values_list("id", flat=True)),
        }


def keep_outside(relation: Any, chosen: Iterable[Any], visible: models.QuerySet[Any]) -> None:
    """Set ``relation`` to ``chosen``, leaving what lies outside ``visible`` as it is."""
    hidden = relation.exclude(pk__in=visible.values("pk"))
    relation.set([*chosen, *hidden])
