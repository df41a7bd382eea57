"""What pip was told reaches uv and npm."""

from tools.packages import download_environment, listed

LISTING = """\
:env:.cert='/elsewhere.crt'
global.cert='/etc/ssl/company.crt'
global.index-url='https://mirror.example/simple?a=b'
"""


def test_a_setting_is_found_in_pips_listing():
    assert listed(LISTING, "global.cert") == "/etc/ssl/company.crt"
    assert listed(LISTING, "global.index-url") == "https://mirror.example/simple?a=b"
    assert listed(LISTING, "global.proxy") == ""


def test_pips_certificate_reaches_uv_and_npm_and_the_users_own_word_wins(tmp_path, monkeypatch):
    bundle = tmp_path / "company.crt"
    bundle.touch()
    monkeypatch.setenv("PIP_CERT", str(bundle))
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", "/mine.crt")
    env = download_environment()
    assert env["SSL_CERT_FILE"] == str(bundle)
    assert env["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert env["NODE_EXTRA_CA_CERTS"] == "/mine.crt"
