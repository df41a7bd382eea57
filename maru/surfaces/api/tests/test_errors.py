import json

from django.test import Client

from maru.staff.members.models import ApiToken
from maru.surfaces.api.tests.cast import ApiTestCase, Caller


class ErrorTests(ApiTestCase):
    def assertError(self, response, status, code):
        self.assertEqual(response.status_code, status, response.content)
        self.assertTrue(response["Content-Type"].startswith("application/json"))
        error = response.json()["error"]
        self.assertEqual(set(error), {"code", "message", "fields"})
        self.assertEqual(error["code"], code)
        self.assertTrue(error["message"])
        return error

    def test_every_refusal_has_one_form(self):
        jisus, raw = self.api(self.jisu), Client()
        bearer = {"Authorization": jisus.headers["Authorization"]}
        self.assertError(jisus.get("/nothing"), 404, "not_found")
        self.assertError(jisus.get("/tickets/999999"), 404, "not_found")
        self.assertError(jisus.send("PUT", "/tickets"), 405, "method_not_allowed")
        self.assertError(raw.get("/api/v2/tickets"), 404, "not_found")
        self.assertError(jisus.get("/tickets", limit=0), 422, "invalid")
        self.assertError(jisus.get("/tickets", limit="viele"), 422, "invalid")
        self.assertError(jisus.post("/tickets", {}), 422, "invalid")
        self.assertError(jisus.post("/tickets", []), 400, "not_json")
        for body in ("{", "[" * 100_000, '{"a": NaN}', '"' + "\\ud800" + '"', b"\xff", "1" * 9000):
            response = raw.post("/api/v1/tickets", body, "application/json", headers=bearer)
            self.assertError(response, 400, "not_json")
        response = raw.post("/api/v1/tickets", "[" * 100_000, "application/json", headers=bearer)
        big = json.dumps({"body": "x" * 6_000_000})
        response = raw.post("/api/v1/tickets", big, "application/json", headers=bearer)
        self.assertError(response, 413, "too_large")
        response = raw.post("/api/v1/files", b"x", "multipart/form-data", headers=bearer)
        self.assertError(response, 400, "bad_request")

    def test_a_korean_sentence_holds_no_word_of_another_language(self):
        headers = {"Accept-Language": "ko"}
        refused = self.api(self.jisu).send("PATCH", "/tickets/1", {"status": "lost"}, **headers)
        sentence = refused.json()["error"]["fields"]["status"]
        self.assertIn("'solved', 'closed' 가운데", sentence)

    def test_numbers_no_database_holds_are_refused(self):
        jisus = self.api(self.jisu)
        for number in ("0", "-1", "9223372036854775808", "1e3", "٣", "1" * 400):
            self.assertIn(jisus.get(f"/tickets/{number}").status_code, (404, 422), number)

    def test_a_fault_of_ours_is_told_without_details(self):
        caller = self.api(self.jisu)
        caller.client.raise_request_exception = False
        ApiToken.of, kept = None, ApiToken.of
        try:
            from maru.kit.api.registry import find_keys_with

            find_keys_with(lambda token: 1 / 0)
            with self.assertLogs("django.request", "ERROR"):
                response = caller.get("/tickets")
        finally:
            ApiToken.of = kept
            find_keys_with(kept)
        error = self.assertError(response, 500, "internal")
        self.assertNotIn("division", error["message"])

    def test_words_come_in_the_language_that_was_asked_for(self):
        for language, words in (("ko", "그런 것이 없습니다"), ("en", "There is no such thing")):
            caller = self.api(self.jisu, Accept_Language=language)
            for path in ("/tickets/999999", "/nothing"):
                self.assertIn(words, caller.get(path).json()["error"]["message"])
            fields = caller.post("/tickets", {}).json()["error"]["fields"]
            self.assertEqual(set(fields), {"subject", "body", "requester"})

    def test_a_session_is_no_key(self):
        client = Client()
        client.force_login(self.jisu, backend="django.contrib.auth.backends.ModelBackend")
        self.assertError(client.get("/api/v1/tickets"), 401, "token_needed")
        path = f"/api/v1/tickets/{self.ticket.number}/solution"
        self.assertError(client.post(path), 401, "token_needed")

    def test_tokens_that_do_not_work(self):
        good = ApiToken.issue(self.jisu, ["tickets:read"])
        for token in ("", "x", good[:-1], good.upper(), good + " ", "é"):
            response = Caller(token).get("/tickets")
            if token.strip() != good:
                self.assertError(response, 401, "token_needed")
                self.assertIn("Bearer", response["WWW-Authenticate"])
        self.jisu.is_active = False
        self.jisu.save()
        self.assertError(Caller(good).get("/tickets"), 401, "token_needed")


class GuessingTests(ApiTestCase):
    def test_an_address_that_guesses_is_stopped_with_right_tokens_too(self):
        good = self.api(self.jisu)
        for number in range(30):
            self.assertEqual(Caller(f"maru_{number}").get("/me").status_code, 401)
        for caller in (Caller("maru_x"), good):
            response = caller.get("/me")
            self.assertEqual(response.status_code, 429)
            self.assertEqual(response.json()["error"]["code"], "too_many_guesses")
            self.assertTrue(0 < int(response["Retry-After"]) <= 900)

    def test_one_revoked_token_repeated_stops_nobody(self):
        good = self.api(self.jisu)
        for _ in range(40):
            Caller("maru_revoked").get("/me")
        self.assertEqual(good.get("/me").status_code, 200)

    def test_another_address_is_not_stopped(self):
        good = self.api(self.jisu)
        for number in range(31):
            Caller(f"maru_{number}").get("/me")
        response = good.client.get("/api/v1/me", headers=good.headers, REMOTE_ADDR="192.0.2.7")
        self.assertEqual(response.status_code, 200)
