from maru.extensions.email.models import DkimKey, SendingDomain
from maru.extensions.email.tests.test_domains import DomainTestCase
from maru.staff.journal.models import Event


class DomainPageTests(DomainTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.sora)
        self.path = f"/console/domains/{self.domain.pk}/"

    def test_the_domains_of_our_addresses_are_listed(self):
        page = self.client.get("/console/outgoing/")
        self.assertContains(page, self.path)
        self.assertContains(page, "haneul.example")

    def test_it_is_checked_and_told_in_words_with_the_record_to_add(self):
        self.dns.zone.pop(("onnuri.example", "TXT"))
        self.assertEqual(self.client.post(f"{self.path}checks/").status_code, 302)
        page = self.client.get(self.path)
        self.assertContains(page, "v=spf1 a:smtp.onnuri.example ~all")
        self.assertContains(page, "레코드가 없습니다")

    def test_a_key_is_made_shown_forced_and_removed(self):
        self.client.post(f"{self.path}keys/", {"algorithm": "ed25519"})
        key = DkimKey.objects.get()
        page = self.client.get(self.path)
        self.assertContains(page, key.name)
        self.assertContains(page, key.record)
        self.client.post(f"{self.path}keys/{key.pk}/", {"force": "1"})
        key.refresh_from_db()
        self.assertTrue(key.signs)
        self.client.delete(f"{self.path}keys/{key.pk}/")
        self.assertFalse(DkimKey.objects.exists())
        verbs = list(Event.objects.filter(verb__startswith="dkim_key.").values_list("verb"))
        self.assertEqual(len(verbs), 3)

    def test_a_kind_that_is_none_is_refused_in_words(self):
        page = self.client.post(f"{self.path}keys/", {"algorithm": "rot13"}, follow=True)
        self.assertContains(page, "종류를 고르세요")
        self.assertFalse(DkimKey.objects.exists())

    def test_another_domain_s_key_is_not_found_here(self):
        other = DkimKey.make(SendingDomain.objects.create(name="haneul.example"), "ed25519")
        self.assertEqual(self.client.delete(f"{self.path}keys/{other.pk}/").status_code, 404)

    def test_agents_see_nothing_of_it(self):
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.get(self.path).status_code, 404)
