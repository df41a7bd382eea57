# ruff: noqa: SIM905
"""Which addresses a fetch may reach (S9)."""

import ipaddress

import pytest
from django.test import SimpleTestCase, override_settings

from maru.kit.http import NotFetched, fetch
from maru.kit.http.addresses import is_public

PRIVATE = """
127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 169.254.169.254 0.0.0.0
0.1.2.3 100.64.0.1 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255
240.0.0.1 255.255.255.255 :: ::1 fe80::1 fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1
::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1
64:ff9b:1::a00:1 2002:7f00:1:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 fe80::1%1
""".split()
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"]

# Spellings that a resolver or a browser takes for 127.0.0.1, ::1 or a neighbour of ours.
SPELLINGS = """
http://127.0.0.1/ http://127.1/ http://2130706433/ http://0x7f000001/ http://0177.0.0.1/
http://0x7f.1/ http://017700000001/ http://127.0.0.1./ http://[::1]/ http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/ http://[0:0:0:0:0:0:0:1]/ http://localhost/ http://LOCALHOST/ http://0/
http://127。0。0。1/ http://①②⑦.⓪.⓪.①/ http://169.254.169.254/latest/meta-data/
http://[fd00:ec2::254]/ http://[fe80::1%25lo]/ http://user@127.0.0.1/ http://a:b@8.8.8.8/
file:///etc/passwd ftp://8.8.8.8/ gopher://127.0.0.1:6379/_INFO javascript:alert(1) data:,x
http:// http:///x //127.0.0.1/ http://127.0.0.1:6379/ https://127.0.0.1/ http://[::]/
http://127.0.0.1#@8.8.8.8/ http://127.0.0.1\\@8.8.8.8/
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not(address):
    assert is_public(ipaddress.ip_address(address))


class SpellingTests(SimpleTestCase):
    @override_settings(FETCH_ALLOW=[])
    def test_no_spelling_reaches_this_machine(self):
        for url in SPELLINGS:
            with self.subTest(url), self.assertRaises(NotFetched):
                fetch(url, seconds=3)
