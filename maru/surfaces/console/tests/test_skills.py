"""Skills are made and given in the settings."""

from __future__ import annotations

from maru.staff.journal.models import Event
from maru.staff.members.models import Skill
from maru.staff.members.skills.skill import knows
from maru.support.tickets.tests.cast import SupportTestCase


class SkillTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.sora)

    def test_one_is_made_renamed_and_removed(self):
        self.client.post("/console/skills/", {"name": "  결제 "})
        skill = Skill.objects.get()
        self.assertEqual(skill.name, "결제")
        answer = self.client.post("/console/skills/", {"name": "결제"})
        self.assertEqual(answer.status_code, 422)
        self.client.post(f"/console/skills/{skill.pk}/", {"name": "결제와 환불"})
        self.assertEqual(Skill.objects.get().name, "결제와 환불")
        self.client.post(f"/console/skills/{skill.pk}/removal/")
        self.assertFalse(Skill.objects.exists())
        verbs = set(Event.objects.filter(subject_kind="skill").values_list("verb", flat=True))
        self.assertEqual(verbs, {"skill.added", "skill.changed", "skill.removed"})

    def test_a_member_is_given_skills_and_languages_with_one_event(self):
        skill = Skill.add("결제", by=self.sora)
        at = f"/console/members/{self.jisu.pk}/skills/"
        said = {f"skill_{skill.pk}": "3", "languages": ["ko", "en"]}
        self.assertRedirects(self.client.post(at, said), "/console/skills/")
        self.assertEqual(knows(self.jisu), {"skills": {skill.pk: 3}, "languages": ["en", "ko"]})
        self.client.post(at, said)
        self.assertEqual(Event.objects.filter(verb="member.skills").count(), 1)
        self.assertIn("영어", self.client.get("/console/skills/").content.decode())
        self.assertEqual(self.client.post(at, {f"skill_{skill.pk}": "9"}).status_code, 422)

    def test_an_agent_finds_nothing(self):
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.get("/console/skills/").status_code, 404)
