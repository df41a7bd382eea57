"""D9: a full disk must not kill a process through the files in which it counts."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.test import SimpleTestCase

COUNT = """
import os
from pathlib import Path
from maru.kit.metrics.sharing import share
share(Path(os.environ["MARU_HOME"]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
import django
django.setup()
from maru.kit.metrics.pulse import beat
beat("test")
"""


class RoomTests(SimpleTestCase):
    def test_no_file_that_is_mapped_has_a_hole(self):
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "MARU_HOME": home, "MARU_DATABASE_URL": ""}
            subprocess.run([sys.executable, "-c", COUNT], env=environment, check=True, timeout=60)
            files = list((Path(home) / "metrics").glob("*.db"))
            self.assertGreaterEqual(len(files), 3)
            for file in files:
                stat = file.stat()
                self.assertGreaterEqual(stat.st_blocks * 512, stat.st_size, file.name)
