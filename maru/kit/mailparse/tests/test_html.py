# ruff: noqa: E501  mails are quoted as they came
"""Nothing of a hostile page survives (S6), and an honest page stays readable."""

import re

import pytest

from maru.kit.mailparse.tests.mails import read_html

EVENTS = [
    "onerror",
    "onload",
    "onclick",
    "onmouseover",
    "onfocus",
    "ontoggle",
    "onbegin",
    "onpointerenter",
]
TAGS = ["img src=x", "svg", "body", "details open", "a href=#", "input autofocus", "marquee", "div"]
URLS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "&#106;avascript:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "//evil.example/x",
    "/relative",
    "file:///etc/passwd",
    "blob:https://x/y",
    "cid:x",
]
OTHERS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script\x00>alert(1)</script>",
    "<style>@import 'http://x';</style>",
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<p style="background:url(http://x/y.png);position:fixed">x</p>',
    "<link rel=stylesheet href=http://x>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=javascript:alert(1)//>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<isindex action=javascript:alert(1) type=image>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<noembed><img title='</noembed><img src=x onerror=alert(1)>'></noembed>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<template><script>alert(1)</script></template>",
    "<select><style></select><script>alert(1)</script></style>",
    "<plaintext><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<img src='x' data-remote-src='javascript:alert(1)'>",
    "<img src=http://x/y.png srcset='http://x/z.png 2x'>",
    "<img src='cid:a\" onerror=\"alert(1)'>",
    "<a href='http://x\" onclick=\"alert(1)'>x</a>",
    "<a href=\"http://x/'onmouseover='alert(1)\">x</a>",
    "<table background=http://x/y.png><td background=javascript:alert(1)>x",
    "<video poster=javascript:alert(1)><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<input type=image src=javascript:alert(1)>",
    "<div id=x class=y>x</div>",
    "<x onclick=alert(1)>x</x>",
    "<img/src=x/onerror=alert(1)>",
    "<img\nsrc=x\nonerror\n=\nalert(1)>",
    "<img src=`x`onerror=alert(1)>",
    '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
    "<a href=x><a href='javascript:alert(1)'>x",
    "<use href='data:image/svg+xml,<svg id=x><script>alert(1)</script></svg>#x'>",
    "<keygen autofocus onfocus=alert(1)>",
    "<portal src=javascript:alert(1)>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<applet code=x></applet><bgsound src=javascript:alert(1)><layer src=x>",
]
PAYLOADS = (
    [f"<{tag} {event}=alert(1)>x</{tag.split()[0]}>" for tag in TAGS for event in EVENTS]
    + [f'<a href="{url}">x</a>' for url in URLS]
    + [f'<img src="{url}">' for url in URLS]
    + OTHERS
)
_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_ALLOWED = re.compile(
    r"</?[a-z][a-z0-9]*(?: (?:href|title|alt|width|height|colspan|rowspan|align|valign|dir|lang|src|"
    r'start|rel|border|cellpadding|data-lined|data-remote-src)="[^"<>]*")*>'
)


def test_there_are_over_a_hundred_payloads() -> None:
    assert len(PAYLOADS) > 150


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_is_harmless(payload: str) -> None:
    html = read_html(f"<p>before</p>{payload}<p>after</p>").html
    for tag in _TAG.findall(html):
        assert _ALLOWED.fullmatch(tag), tag
        assert not re.search(r"\son\w+\s*=\"?[^\"]*alert", re.sub(r'"[^"]*"', '""', tag))
        for value in re.findall(r'(?:href|src)="([^"]*)"', tag):
            assert re.match(r"https?:|mailto:|tel:|cid:", value), value
    assert "<script" not in html.lower()
    assert not re.search(r'src="(?!cid:)', html.replace("data-remote-src", ""))
    assert not re.search(r'href="cid:', html)


def test_remote_images_wait_and_cid_images_stay() -> None:
    found = read_html(
        '<img src="https://x.example/a.png?b=1&amp;c=2"><img src="cid:logo@x" alt="로고">'
    )
    assert found.remote_images == 1
    assert 'data-remote-src="https://x.example/a.png?b=1&amp;c=2"' in found.html
    assert '<img src="cid:logo@x" alt="로고">' in found.html


def test_links_carry_no_referrer() -> None:
    found = read_html('<a href="https://x.example">x</a>')
    assert 'rel="noopener noreferrer nofollow"' in found.html


def test_html_becomes_readable_text() -> None:
    found = read_html(
        "<h1>주문</h1><p>안녕\n하세요 <a href='https://x.example/1'>여기</a></p>"
        "<ul><li>사과<li>배</ul><ol><li>하나</li></ol><table><tr><td>값<td>3</tr></table>"
        "<pre>a\n  b</pre><style>p{}</style>"
    )
    assert found.text == (
        "주문\n\n안녕 하세요 여기 (https://x.example/1)\n\n- 사과\n- 배\n\n1. 하나\n\n값 | 3\na\n  b"
    )


def test_a_table_keeps_its_lines_and_nothing_else_of_its_style() -> None:
    found = read_html(
        "<table border=1 cellpadding=4><tr>"
        '<td style="border:1px solid #444;position:fixed">가'
        '<td style="BORDER-BOTTOM: windowtext 0.5pt solid">나'
        '<td style="border:none;border-bottom:solid windowtext 1.0pt">다'
        '<td style="border:none">라<td style="border: 0px">마<td data-lined="x">바'
        '</tr></table><table border="1;x" cellpadding="999"><tr><td>사</table>'
    )
    lined = [text for mark, text in re.findall(r"<td( data-lined=\"\")?>(.)", found.html) if mark]
    assert lined == ["가", "나", "다"]
    assert '<table border="1" cellpadding="4"><tbody>' in found.html
    assert "<table><tbody><tr><td>사" in found.html
    assert "style" not in found.html
