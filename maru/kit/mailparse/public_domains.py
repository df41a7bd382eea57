"""Mail domains that say nothing of who writes from them: half of all people share them."""

# Providers where anybody has an address, and what stands above other people's domains.
PUBLIC = frozenset({
    "naver.com", "hanmail.net", "daum.net", "kakao.com", "nate.com", "korea.com", "empas.com",
    "dreamwiz.com", "chol.com", "hanafos.com", "paran.com", "lycos.co.kr", "freechal.com",
    "gmail.com", "googlemail.com", "outlook.com", "outlook.kr", "hotmail.com", "hotmail.co.kr",
    "live.com", "live.co.kr", "msn.com", "yahoo.com", "yahoo.co.kr", "yahoo.co.jp", "ymail.com",
    "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "tutanota.com", "aol.com",
    "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.com", "mail.ru", "yandex.com", "yandex.ru",
    "qq.com", "163.com", "126.com", "sina.com", "zoho.com", "fastmail.com", "hey.com", "duck.com",
    "co.kr", "or.kr", "go.kr", "ac.kr", "ne.kr", "pe.kr", "re.kr", "co.uk", "co.jp", "com.cn",
})  # fmt: skip


def is_public(domain: str) -> bool:
    """Return whether anybody may have an address there; ``domain`` in lower case."""
    return domain in PUBLIC
