"""Every MARU_* setting in one table: read here, checked by ``maru check``, listed in the manual."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from maru.kit.clamd.place import Place

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Setting:
    """One environment variable: its default (as text) and what an operator must know."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS = (
    Setting("MARU_HOME", str(REPOSITORY / "data"), "Folder that holds all data."),
    Setting("MARU_PORT", "8000", "Port of the pages and the API."),
    Setting("MARU_BIND", "127.0.0.1", "Address the pages listen on."),
    Setting("MARU_SMTP_PORT", "2525", "Port of the mail listener; 0 turns it off."),
    Setting("MARU_SMTP_BIND", "127.0.0.1", "Address the mail listener listens on."),
    Setting("MARU_SMTP_CERT", "", "Certificate chain (PEM) for STARTTLS on the mail listener."),
    Setting("MARU_SMTP_KEY", "", "Private key (PEM) that goes with MARU_SMTP_CERT."),
    Setting("MARU_MAIL_OUT", "", "Relay for outgoing mail: smtp://[user:password@]host:port, or "
            "smtps://. Empty: mail is kept on the Mailbox page.", secret=True),
    Setting("MARU_MAIL_MAX_MB", "50", "Largest mail accepted, in MB (1,000,000 bytes)."),
    Setting("MARU_UNDO_SEND", "10", "So many seconds, 60 at the most, an answer sent on a page can "
            "be taken back before it leaves; 0: it leaves at once."),
    Setting("MARU_AUTO_ANSWERS_AN_HOUR", "500", "So many automatic answers go out within an hour "
            "at the most, over all brands; 0: none."),
    Setting("MARU_KEEP_FIRINGS", "400", "So many days, 31 at least, it is kept what a rule did to "
            "which ticket; its counters stay."),
    Setting("MARU_FORM_LINKS_AN_HOUR", "300", "So many mails with a link to confirm a web form go "
            "out within an hour at the most, over all forms; others wait."),
    Setting("MARU_TRUST_SPAM_HEADERS", "0", "1: mail that a server before Maru calls spam "
            "(X-Spam-Flag, X-Spam-Status, X-Spam, Microsoft's SCL) goes to the spam."),
    Setting("MARU_CLAMD", "", "Virus scanner that speaks clamd's protocol: /run/clamav/clamd.ctl, "
            "or host:3310. Empty: files are not checked."),
    Setting("MARU_UNCHECKED_FILES", "hold", "Files that the virus scanner has not checked yet: "
            "hold them back, or give them out."),
    Setting("MARU_CHECK_DKIM", "1", "0: signatures of mail (DKIM) are not checked, and the DNS is "
            "not asked for their keys."),
    Setting("MARU_SMTP_DIRECT", "0", "1: the servers of those who write connect to the mail port "
            "themselves, and SPF and DMARC are checked here."),
    Setting("MARU_DNS", "", "Name servers that are asked about sending domains, with commas: "
            "9.9.9.9, 127.0.0.1:5353. Empty: the machine's."),
    Setting("MARU_AUTHSERV_IDS", "", "Servers before Maru whose Authentication-Results header is "
            "believed, by the name it begins with, with commas."),
    Setting("MARU_DATABASE_URL", "", "PostgreSQL: postgres://user:password@host/name. A request "
            "waits up to 10 s for it, then it is refused (503). Empty: SQLite in MARU_HOME.",
            secret=True),
    Setting("MARU_REDIS_URL", "", "Redis for the job bell: redis://host:6379/0. "
            "Empty: a file in MARU_HOME.", secret=True),
    Setting("MARU_ALARM_MAIL", "", "Addresses that alarms are mailed to, with commas."),
    Setting("MARU_ALARM_SMTP", "", "Mail server for alarms alone, as MARU_MAIL_OUT; better "
            "another than that one. Empty: that one.", secret=True),
    Setting("MARU_BACKUP_DIR", "", "Folder for backups, on another disk; with it one is made "
            "every night."),
    Setting("MARU_BACKUP_HOUR", "3", "Hour of the nightly backup on the company's clock; off: "
            "none is made by itself."),
    Setting("MARU_BACKUP_KEEP", "14", "So many backups are kept in MARU_BACKUP_DIR, and in "
            "MARU_HOME/backups, where upgrades leave theirs; 0: all."),
    Setting("MARU_BACKUP_KEEP_WEEKS", "8", "Of so many weeks before those one backup each is kept, "
            "the newest; 0: of none."),
    Setting("MARU_DEMO", "1", "1: the first start loads a demo company. 0: a set-up page."),
    Setting("MARU_URL", "", "Address people reach Maru at, for links: https://desk.example.com."),
    Setting("MARU_FILES_HOST", "", "Second name of this installation, from which alone files are "
            "given out: files.example.com. Empty: from MARU_URL."),
    Setting("MARU_FETCH_ALLOW", "", "Private networks Maru may fetch from: CIDR, with commas."),
    Setting("MARU_S3_KEY_ID", "", "Access key (AWS) that reads mail which SES puts into S3, where "
            "a webhook has none of its own.", secret=True),
    Setting("MARU_S3_SECRET", "", "Secret access key that goes with MARU_S3_KEY_ID.", secret=True),
    Setting("MARU_MAIL_ALLOW", "", "Mail servers in private networks that mailboxes may use: "
            "host names or CIDR, with commas."),
    Setting("MARU_SECRET_KEY", "", "Signing key. Empty: made and kept in MARU_HOME.", secret=True),
    Setting("MARU_TRUSTED_PROXIES", "", "Addresses whose X-Forwarded-For and -Proto are believed, "
            "with commas."),
    Setting("MARU_HEALTH_TOKEN", "", "Bearer token that is shown the figures of /health.",
            secret=True),
    Setting("MARU_METRICS_TOKEN", "", "Bearer token that is given the figures of /metrics.",
            secret=True),
    Setting("MARU_LOG_FORMAT", "text", "Lines of the log: text, or json for a collector."),
    Setting("MARU_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR. INFO has a line a request "
            "and a mail."),
    Setting("MARU_DEBUG", "0", "1: error pages with details. Never in production."),
)  # fmt: skip


def given() -> dict[str, str]:
    """Return the settings that this process was given, to go along in a backup; without the key,
    which is kept apart."""
    names = [setting.name for setting in SETTINGS if setting.name != "MARU_SECRET_KEY"]
    return {name: os.environ[name] for name in names if os.environ.get(name)}


class Environment:
    """The values of SETTINGS for one process. Unknown names raise KeyError."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        source = os.environ if values is None else values
        self._values = {s.name: source.get(s.name, "").strip() or s.default for s in SETTINGS}

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def number(self, name: str) -> int:
        """Return a whole number; raises ValueError naming the variable otherwise."""
        try:
            return int(self[name])
        except ValueError:
            raise ValueError(f"{name} must be a whole number, not {self[name]!r}.") from None

    def flag(self, name: str) -> bool:
        return self[name].lower() in {"1", "true", "yes", "on"}

    @property
    def backup_hour(self) -> int | None:
        """The hour of the nightly backup; None where none is made by itself."""
        return None if self["MARU_BACKUP_HOUR"] == "off" else self.number("MARU_BACKUP_HOUR")

    @property
    def scanner(self) -> str:
        """MARU_CLAMD; raises ValueError for what is no place."""
        if written := self["MARU_CLAMD"]:
            try:
                Place.read(written)
            except ValueError:
                raise ValueError(f"MARU_CLAMD: {written!r} is no socket or host.") from None
        return written

    @property
    def name_servers(self) -> list[tuple[str, int]]:
        """Address and port of each of MARU_DNS; raises ValueError for what is none."""
        found = []
        for given in filter(None, (each.strip() for each in self["MARU_DNS"].split(","))):
            is_bare_ipv6 = given.count(":") > 1 and "[" not in given
            parts = urlsplit(f"//[{given}]" if is_bare_ipv6 else f"//{given}")
            try:
                found.append((str(ip_address(parts.hostname or "")), parts.port or 53))
            except ValueError:
                raise ValueError(f"MARU_DNS: {given!r} is not an address.") from None
        return found

    @property
    def home(self) -> Path:
        return Path(self["MARU_HOME"]).expanduser().resolve()

    @property
    def url(self) -> str:
        """The public address without a trailing slash."""
        return (self["MARU_URL"] or f"http://localhost:{self['MARU_PORT']}").rstrip("/")
