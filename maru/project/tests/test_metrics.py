"""The figures for Prometheus, read as Prometheus reads them."""

import http.client
import re
import smtplib
import time
import urllib.request
from contextlib import closing

from django.test import SimpleTestCase, TransactionTestCase, override_settings
from prometheus_client.parser import text_string_to_metric_families

from bench.product import SUPPORT, installation, stop
from maru.kit.metrics.scraping import text
from maru.project.environment import REPOSITORY
from maru.project.tests.serving import served
from maru.support.tickets.tests.cast import LiveSupportTestCase

NAME = re.compile(r"\bmaru_[a-z_]+\b")


def read(body: str) -> dict[str, dict[tuple, float]]:
    """Return sample name -> labels -> value."""
    found: dict[str, dict[tuple, float]] = {}
    for family in text_string_to_metric_families(body):
        for sample in family.samples:
            labels = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "pid"))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def scrape(address: str, **headers: str) -> tuple[int, str]:
    line = http.client.HTTPConnection(address, timeout=60)
    with closing(line):
        line.request("GET", "/metrics", headers=headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()


class AccessTests(TransactionTestCase):
    def test_it_is_for_this_machine_and_for_who_knows_the_token(self):
        token = "a-token-of-twenty-letters"
        with served() as address, override_settings(METRICS_TOKEN=token):
            forwarded = {"X-Forwarded-For": "203.0.113.5"}
            self.assertEqual(scrape(address)[0], 200)
            self.assertEqual(scrape(address, **forwarded)[0], 404)
            self.assertEqual(scrape(address, **forwarded, Authorization="Bearer wrong")[0], 404)
            known = {**forwarded, "Authorization": f"Bearer {token}"}
            self.assertEqual(scrape(address, **known)[0], 200)


class FigureTests(LiveSupportTestCase):
    def test_figures_hold_no_address_and_no_name(self):
        self.client.force_login(self.jisu)
        self.client.get(f"/tickets/{self.ticket.pk}/")
        body = text().decode()
        requests = read(body)["maru_request_seconds_count"]
        asked = (("method", "GET"), ("status", "2xx"), ("view", "desk:ticket"))
        self.assertGreater(requests[asked], 0)
        for private in (self.kim.name, self.jisu.name, "@"):
            self.assertNotIn(private, body)

    def test_what_the_manual_names_exists_in_both_languages(self):
        from maru.kit.metrics import pulse

        pulse.beat("web")
        self.client.get("/sign-in/")
        there = set(read(text().decode())) | set(NAME.findall(text().decode()))
        there |= {"maru_backup_last_success_timestamp_seconds"}  # once there is one
        there |= {"maru_sweep_last_success_timestamp_seconds"}
        pages = []
        for language in ("ko", "en"):
            page = REPOSITORY / "docs/manual" / language / "operate/metrics.md"
            named = set(NAME.findall(page.read_text(encoding="utf-8")))
            self.assertEqual({n for n in named if n not in there}, set(), language)
            self.assertGreater(len(named), 12)
            pages.append(named)
        self.assertEqual(*pages)


class ManyProcessesTests(SimpleTestCase):
    def test_web_mail_and_worker_count_together(self):
        with installation("sqlite", purpose="metrics") as maru:
            process = maru.start("serve")
            try:
                maru.wait_until_healthy(300)
                with smtplib.SMTP("127.0.0.1", maru.smtp_port) as line:
                    line.sendmail("a@example.com", [SUPPORT], b"Subject: x\r\n\r\nhello\r\n")
                figures = self.until_at_rest(maru.port)
            finally:
                stop(process)
        self.assertEqual(figures["maru_envelopes_total"][(("outcome", "received"),)], 1)
        self.assertEqual(figures["maru_smtp_answers_total"][(("code", "250"),)], 1)
        self.assertEqual(figures["maru_intake_seconds_count"][()], 1)
        parts = {dict(labels)["part"] for labels in figures["maru_process_resident_memory_bytes"]}
        self.assertEqual(parts, {"web", "worker"})

    def until_at_rest(self, port):
        """Wait for the mail to be opened, the queue to be empty, and most sweeps to have run."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as page:
                figures = read(page.read().decode())
            opened = figures.get("maru_envelopes_total", {}).get((("outcome", "opened"),))
            waits = figures.get("maru_queue_oldest_seconds", {}).get((("queue", "intake"),))
            swept = figures.get("maru_sweep_last_success_timestamp_seconds", {})
            if opened and waits == 0 and len(swept) > 10:
                return figures
            time.sleep(0.2)
        raise AssertionError(figures)
