from django.test import Client, SimpleTestCase


class ErrorPageTests(SimpleTestCase):
    def test_a_form_of_an_old_page_is_refused_in_the_readers_words(self):
        client = Client(enforce_csrf_checks=True)
        for language, words in [
            ("ko", "오래된 화면입니다"),
            ("en", "This page is out of date"),
        ]:
            refused = client.post("/sign-in/", headers={"accept-language": language})
            self.assertContains(refused, words, status_code=403)
            self.assertNotContains(refused, "CSRF", status_code=403)

    def test_the_address_of_a_button_is_no_page(self):
        for language, words in [
            ("ko", "이 주소는 화면이 아닙니다"),
            ("en", "This address is not a page"),
        ]:
            refused = Client().delete("/form/none/", headers={"accept-language": language})
            self.assertContains(refused, words, status_code=405)
            self.assertEqual(refused["Allow"], "GET, HEAD, POST")
