"""The people of the company who work here, and their keys."""

from maru.staff.members.api_token import ApiToken
from maru.staff.members.invitation import Invitation
from maru.staff.members.member import Member
from maru.staff.members.password_reset import PasswordReset
from maru.staff.members.personal.availability import Spell
from maru.staff.members.sign_in import SignIn
from maru.staff.members.sign_in_link import SignInLink
from maru.staff.members.skills.skill import Mastery, Skill, Speaks

__all__ = [
    "ApiToken", "Invitation", "Mastery", "Member", "PasswordReset", "SignIn", "SignInLink", "Skill",
    "Speaks", "Spell",
]  # fmt: skip
