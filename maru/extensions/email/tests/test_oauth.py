"""XOAUTH2: tokens are renewed, kept while they are good, and refusals have their own words."""

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.models import Mailbox
from maru.extensions.email.oauth import access
from maru.extensions.email.tests.mailboxes import DovecotCase, mails
from maru.extensions.email.tests.token_server import CLIENT, SECRET, token_server
from maru.support.tickets.tests.cast import SupportTestCase


class OauthTests(DovecotCase, SupportTestCase):
    @classmethod
    def setUpClass(cls):
        cls.provider = cls.enterClassContext(token_server())
        cls.introspection = cls.provider.url
        super().setUpClass()

    def setUp(self):
        super().setUp()
        self.provider.grants = {"refresh-me": self.user}
        self.provider.rotates, self.provider.lasts = False, 3600

    def connect(self, **changes) -> Mailbox:
        mailbox = super().connect(
            sign_in_by="oauth2", token_url=self.provider.url, client_id=CLIENT, **changes
        )
        mailbox.client_secret, mailbox.refresh_token = SECRET, "refresh-me"
        mailbox.save()
        return mailbox

    def code(self, mailbox: Mailbox) -> str:
        with self.assertRaises(Trouble) as caught:
            self.read(mailbox)
        return caught.exception.code

    def test_mail_is_read_with_a_token_that_is_asked_for_once(self):
        mailbox = self.connect()
        self.dovecot.deliver(self.user, mails(1))
        before = self.provider.asked
        self.assertEqual(self.read(mailbox), 1)
        self.assertEqual(self.read(mailbox), 0)
        self.assertEqual(self.provider.asked, before + 1)

    def test_an_expired_token_is_renewed_and_a_new_refresh_token_kept(self):
        self.provider.lasts, self.provider.rotates = 1, True
        mailbox = self.connect()
        self.read(mailbox)
        self.read(mailbox)
        mailbox.refresh_from_db()
        self.assertIn(mailbox.refresh_token, self.provider.grants)

    def test_a_token_taken_back_before_its_time_is_replaced_at_the_next_try(self):
        mailbox = self.connect()
        self.read(mailbox)
        self.provider.tokens.clear()
        self.assertEqual(self.code(mailbox), "token_refused")
        self.read(mailbox)

    def test_once_the_connection_is_removed_no_token_in_memory_is_used(self):
        mailbox = self.connect()
        self.read(mailbox)
        # As another process removes it, which does not reach the memory of this one.
        Mailbox.objects.filter(pk=mailbox.pk).delete()
        self.assertIn(mailbox.sealed_refresh_token, access._tokens)
        with self.assertRaises(Trouble) as caught:
            access.access_token(mailbox)
        self.assertEqual(caught.exception.code, "sign_in")
        self.assertNotIn(mailbox.sealed_refresh_token, access._tokens)

    def test_tokens_past_their_time_do_not_stay_in_memory(self):
        mailbox = self.connect()
        access.remember(mailbox, "old", 0.0)
        old = mailbox.sealed_refresh_token
        mailbox.refresh_token = "another"
        access.remember(mailbox, "new", 3600.0)
        self.assertNotIn(old, access._tokens)
        self.assertIn(mailbox.sealed_refresh_token, access._tokens)

    def test_refusals_have_names(self):
        mailbox = self.connect()
        self.provider.grants.clear()
        self.assertEqual(self.code(mailbox), "grant")
        mailbox.client_secret = "other"
        mailbox.save()
        self.assertEqual(self.code(mailbox), "client")
        mailbox.token_url = "http://127.0.0.1:1/token"
        mailbox.save()
        self.assertEqual(self.code(mailbox), "token")
