"""What a signed, encrypted or wrapped mail, or one of a list, says of itself on the page."""

from maru.kit.mailparse.tests.mails import b64, multipart
from maru.kit.mailparse.tests.test_sealing import BODY, file_in, winmail
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail


class MarkTests(SupportTestCase):
    def shown(self, message):
        self.client.force_login(self.jisu)
        return self.client.get(f"/tickets/{message.ticket_id}/")

    def test_a_signature_is_a_link_in_its_sentence_and_no_odd_file(self):
        raw = multipart(
            'signed; protocol="application/pgp-signature"',
            "Content-Type: text/plain\r\n\r\nhello",
            "Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----",
        )
        message = self.mail_in(raw)
        self.assertEqual(message.marks, ["signed_pgp"])
        page = self.shown(message)
        self.assertContains(page, "PGP로 서명했습니다. 서명은 확인하지 않았습니다.")
        self.assertContains(page, "signature.asc", count=1)

    def test_an_encrypted_mail_says_what_to_do_and_offers_the_file(self):
        raw = multipart(
            "encrypted",
            "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
            'Content-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n'
            "-----BEGIN PGP MESSAGE-----",
        )
        page = self.shown(self.mail_in(raw))
        self.assertContains(page, "PGP로 암호화한 메일입니다.")
        self.assertContains(page, "encrypted.asc")

    def test_a_winmail_dat_shows_its_words_and_files(self):
        data = b64(winmail(BODY, file_in(b"lid.txt", b"x")))
        head = "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        page = self.shown(self.mail_in(multipart("mixed", head + data)))
        for words in ("뚜껑이 깨졌어요", "lid.txt", "winmail.dat", "안의 파일을 꺼냈습니다"):
            self.assertContains(page, words)

    def test_a_piece_of_a_mail_says_that_there_are_others(self):
        head = (
            b"From: kim@example.com\r\nTo: support@onnuri.example\r\nSubject: (1/2)\r\n"
            b'Content-Type: message/partial; id="x@example.com"; number=1; total=2\r\n\r\n'
        )
        message = self.mail_in(head + b"Subject: whole\r\n\r\nThe first half\r\n")
        self.assertEqual(message.marks, ["partial"])
        page = self.shown(message)
        self.assertContains(page, "2조각 중 1번째")
        self.assertContains(page, "The first half")

    def test_mail_of_a_list_says_which_and_whom_an_answer_reaches(self):
        page = self.shown(self.mail_in(mail("안녕", List_Id='"살림 모임" <life.example.com>')))
        self.assertContains(page, "메일링 리스트(살림 모임)를 거쳐 온 메일입니다.")
