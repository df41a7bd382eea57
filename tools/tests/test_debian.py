"""The programs of the machine."""

from tools.debian import is_signpost


def test_ubuntus_script_that_points_to_the_snap_is_no_browser(tmp_path):
    script = tmp_path / "chromium-browser"
    script.write_text('#!/bin/sh\necho "requires the snap: snap install chromium" >&2\nexit 1\n')
    assert is_signpost(script)
    script.write_text('#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n')
    assert not is_signpost(script)
    script.write_bytes(b"\x7fELF snap install chromium")
    assert not is_signpost(script)
