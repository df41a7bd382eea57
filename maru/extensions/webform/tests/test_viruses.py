"""A visitor's file with a virus is refused; their words and other files stay."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from maru.extensions.webform.models import Submission
from maru.extensions.webform.tests.cast import WebFormTestCase
from maru.kit.clamd.tests.scanners import EICAR
from maru.support.tickets.tests.viruses import ScannerMixin


class VirusTests(ScannerMixin, WebFormTestCase):
    def test_it_is_named_and_all_else_is_still_there(self):
        files = [SimpleUploadedFile("good.txt", b"good"), SimpleUploadedFile("bad.zip", EICAR)]
        page = self.send(files=files)
        self.assertContains(page, "bad.zip", status_code=422)
        self.assertContains(page, "바꿔 주세요.", status_code=422)
        (kept,) = re.findall(r'name="kept" value="([^"]+)"', page.content.decode())
        self.assertContains(page, "good.txt", status_code=422)
        self.assertFalse(Submission.objects.exists())
        self.assertEqual(self.send(kept=kept).status_code, 200)
        self.assertEqual(len(Submission.objects.get().files), 1)

    def test_while_the_scanner_is_away_the_form_is_taken(self):
        self.scanner.fault = "refuse"
        self.assertEqual(self.send(files=SimpleUploadedFile("a.zip", EICAR)).status_code, 200)
