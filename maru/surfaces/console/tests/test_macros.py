"""The settings page of macros."""

from typing import Any

from django.urls import reverse

from maru.staff.members.roles import Role
from maru.support.actions.models import Macro
from maru.support.tickets.tests.cast import SupportTestCase


class MacroPageTests(SupportTestCase):
    def save(self, by: Any, macro: Macro | None = None, **given: Any) -> Any:
        self.client.force_login(by)
        where = reverse("console:macro", args=[macro.pk]) if macro else reverse("console:macro_new")
        return self.client.post(where, {"name": "환불", "whose": "own", "text": "네", **given})

    def test_one_is_made_and_changed(self) -> None:
        made = self.save(self.jisu, **{"do.status": "solved", "do.tags_added": "환불, 급함"})
        self.assertRedirects(made, reverse("console:macros"))
        macro = Macro.objects.get()
        self.assertEqual(macro.member, self.jisu)
        self.assertEqual(macro.changes, {"status": "solved", "tags_added": ["급함", "환불"]})
        page = self.client.get(reverse("console:macro", args=[macro.pk]))
        self.assertContains(page, 'value="급함, 환불"')
        self.save(self.jisu, macro, **{"do.assignee": "me"})
        macro.refresh_from_db()
        self.assertEqual(macro.changes, {"assignee": "me"})

    def test_what_is_wrong_stands_beside_it_and_nothing_is_lost(self) -> None:
        refused = self.save(self.jisu, text="{{고객.이믈}}님", **{"do.status": "gone"})
        self.assertContains(refused, "{{고객.이믈}}", status_code=422)
        self.assertContains(refused, 'id="act-do.status_error"', status_code=422)
        self.assertContains(self.save(self.jisu, text=" "), "답변을 쓰거나", status_code=422)
        self.assertFalse(Macro.objects.exists())

    def test_whose_it_may_be_is_for_the_role_to_say(self) -> None:
        self.assertEqual(self.save(self.jisu, whose="company").status_code, 422)
        self.assertEqual(self.save(self.minho, whose="team").status_code, 422)
        self.save(self.minho, whose="team", teams=[self.team.pk])
        self.assertEqual(list(Macro.objects.get().teams.all()), [self.team])

    def test_who_may_not_change_it_sees_it_alone(self) -> None:
        macro = Macro.make(by=self.sora, name="모두", text="네", whose="company")
        self.client.force_login(self.jisu)
        page = self.client.get(reverse("console:macro", args=[macro.pk]))
        self.assertNotContains(page, 'name="whose"')
        self.assertEqual(self.save(self.jisu, macro).status_code, 404)
        removal = reverse("console:macro_removal", args=[macro.pk])
        self.assertEqual(self.client.post(removal).status_code, 404)

    def test_what_it_does_with_things_one_may_not_see_is_not_told_and_stays(self) -> None:
        changes = {"team": self.secret_team.pk, "priority": 4}
        macro = Macro.make(by=self.sora, name="결제", whose="company", changes=changes)
        manager = self.member("mana", "매니저", Role.MANAGER)
        self.client.force_login(manager)
        for page in (reverse("console:macros"), reverse("console:macro", args=[macro.pk])):
            self.assertNotContains(self.client.get(page), "결제팀")
        self.save(manager, macro, whose="company", **{"do.priority": "1"})
        macro.refresh_from_db()
        self.assertEqual(macro.changes, {"team": self.secret_team.pk, "priority": 1})

    def test_a_removed_one_is_brought_back(self) -> None:
        self.save(self.jisu)
        macro = Macro.objects.get()
        removal = reverse("console:macro_removal", args=[macro.pk])
        page = self.client.post(removal, follow=True)
        self.assertContains(page, f"{removal}?undo=1")
        self.assertNotIn(macro, Macro.objects.visible_to(self.jisu))
        self.client.post(f"{removal}?undo=1")
        self.assertIn(macro, Macro.objects.visible_to(self.jisu))
