"""Django's settings, made from the MARU_* environment (project/environment.py)."""

import sys
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from maru.kit.logs.configuration import logging_to_stderr
from maru.kit.ui.templates import template_dirs
from maru.project.environment import REPOSITORY, Environment
from maru.project.settings.databases import databases
from maru.project.settings.secret_key import secret_key

environment = Environment()
HOME = environment.home
DEBUG = environment.flag("MARU_DEBUG")
SECRET_KEY = secret_key(HOME, environment["MARU_SECRET_KEY"])
PUBLIC_URL = environment.url
FETCH_ALLOW = [n.strip() for n in environment["MARU_FETCH_ALLOW"].split(",") if n.strip()]
MAIL_ALLOW = [n.strip().lower() for n in environment["MARU_MAIL_ALLOW"].split(",") if n.strip()]
TRUSTED_PROXIES = [p.strip() for p in environment["MARU_TRUSTED_PROXIES"].split(",") if p.strip()]
HEALTH_TOKEN = environment["MARU_HEALTH_TOKEN"]
METRICS_TOKEN = environment["MARU_METRICS_TOKEN"]
DEMO = environment.flag("MARU_DEMO")
IS_HTTPS = PUBLIC_URL.startswith("https://")
_FILES_HOST = environment["MARU_FILES_HOST"]
FILES_ORIGIN = f"{urlsplit(PUBLIC_URL).scheme}://{_FILES_HOST}" if _FILES_HOST else ""

# Links are built from PUBLIC_URL, never from the Host header, so any host may ask.
_FILES = [urlsplit(FILES_ORIGIN).hostname or ""] if FILES_ORIGIN else []
OWN_HOSTS = [*_FILES, urlsplit(PUBLIC_URL).hostname or "*", "localhost", "127.0.0.1"]
ALLOWED_HOSTS = OWN_HOSTS if environment["MARU_URL"] else ["*"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "maru.kit.ui",
    "maru.kit.tags",
    "maru.kit.jobs",
    "maru.kit.idempotency",
    "maru.kit.throttling",
    "maru.kit.api",
    "maru.kit.conditions",
    "maru.kit.fields",
    "maru.kit.live",
    "maru.kit.search",
    "maru.kit.webpush",
    "maru.kit.webhooks",
    "maru.staff.company",
    "maru.staff.teams",
    "maru.staff.members",
    "maru.staff.journal",
    "maru.staff.fields",
    "maru.staff.alarms",
    "maru.staff.backups",
    "maru.staff.errands",
    "maru.staff.shifts",
    "maru.staff.synonyms",
    "maru.records.channels",
    "maru.records.customers",
    "maru.records.viruses",
    "maru.support.bulk",  # its /tickets/together stands before /tickets/{number}
    "maru.support.tickets",
    "maru.support.actions",
    "maru.support.notifications",
    "maru.support.tasks",
    "maru.support.reminders",
    "maru.support.servicelevels",
    "maru.support.handovers",
    "maru.support.sideconversations",
    "maru.support.escalations",
    "maru.support.autoanswers",
    "maru.support.filtering",
    "maru.support.savedviews",
    "maru.support.exports",
    "maru.support.worktime",
    "maru.support.automation",
    "maru.support.routing",
    "maru.support.planning",
    "maru.support.understanding",
    "maru.support.shielding",
    "maru.support.wellbeing",
    "maru.extensions.email",
    "maru.extensions.webform",
    "maru.extensions.outlets",
    "maru.extensions.webhooks",
    "maru.surfaces.desk",
    "maru.surfaces.console",
    "maru.surfaces.api",
    "maru.project",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "maru.project.requests.tell_requests",
    "maru.project.middleware.client_address",
    "maru.project.middleware.keep_nothing",
    "maru.staff.members.files_host.FilesApart",
    "maru.surfaces.api.middleware.errors_as_json",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "maru.staff.members.sign_in.keep_sign_ins",
    "maru.staff.members.sign_in_first.SignInFirst",
    "maru.staff.members.middleware.speak_language",
    "maru.project.firststart.middleware.set_up_first",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "maru.staff.members.second_step.requiring.second_step_first",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "maru.project.refusing.Refusing",
    "maru.support.tickets.views.refusing.TellRefusals",
]

ROOT_URLCONF = "maru.project.urls"
WSGI_APPLICATION = "maru.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = databases(environment["MARU_DATABASE_URL"], HOME)
DATABASE_ROUTERS = ["maru.kit.database.elsewhere.Router"]
REDIS_URL = environment["MARU_REDIS_URL"]
BLOBS = HOME / "blobs"
MAIL_OUT = environment["MARU_MAIL_OUT"]
CLAMD = environment.scanner
GIVE_UNCHECKED_FILES = environment["MARU_UNCHECKED_FILES"] == "give"
CHECK_DKIM = environment.flag("MARU_CHECK_DKIM")
SMTP_DIRECT = environment.flag("MARU_SMTP_DIRECT")
TRUST_SPAM_HEADERS = environment.flag("MARU_TRUST_SPAM_HEADERS")
MAIL_PROVIDERS_AT: dict[str, str] = {}  # other addresses of providers' APIs: tests have their own
S3_KEY_ID = environment["MARU_S3_KEY_ID"]
S3_SECRET = environment["MARU_S3_SECRET"]
DNS_SERVERS = environment.name_servers
AUTHSERV_IDS = {
    name.strip().lower() for name in environment["MARU_AUTHSERV_IDS"].split(",") if name.strip()
}
ALARM_MAIL = [a.strip() for a in environment["MARU_ALARM_MAIL"].split(",") if a.strip()]
ALARM_SMTP = environment["MARU_ALARM_SMTP"] or MAIL_OUT
BACKUP_DIR = environment["MARU_BACKUP_DIR"]
BACKUP_HOUR = environment.backup_hour
BACKUP_KEEP = environment.number("MARU_BACKUP_KEEP")
BACKUP_KEEP_WEEKS = environment.number("MARU_BACKUP_KEEP_WEEKS")
UNDO_SEND = environment.number("MARU_UNDO_SEND")  # seconds
AUTO_ANSWERS_AN_HOUR = environment.number("MARU_AUTO_ANSWERS_AN_HOUR")
KEEP_FIRINGS = environment.number("MARU_KEEP_FIRINGS")  # days
FORM_LINKS_AN_HOUR = environment.number("MARU_FORM_LINKS_AN_HOUR")
SMTP_BIND = environment["MARU_SMTP_BIND"]
SMTP_PORT = environment.number("MARU_SMTP_PORT")
SMTP_CERT, SMTP_KEY = environment["MARU_SMTP_CERT"], environment["MARU_SMTP_KEY"]
MAIL_MAX_BYTES = environment.number("MARU_MAIL_MAX_MB") * 1_000_000

_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "maru.surfaces.console.sections.column",
    "maru.staff.alarms.strip.in_context",
    "maru.staff.errands.dock.in_context",
    "maru.support.routing.offers.views.in_context",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": template_dirs(),
        "OPTIONS": {
            "environment": "maru.kit.ui.jinja.environment",
            "context_processors": [*_CONTEXT, "maru.kit.ui.jinja.one_csrf_input"],
        },
    },
    # Second: allauth's unused pages and ninja's documentation page.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]
# A list has ten choosers; Django's own templates take a sixth of its page for them.
FORM_RENDERER = "django.forms.renderers.Jinja2"

AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "maru.staff.members.backends.SignInLinkBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "maru.staff.members.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False  # django-axes counts, see maru/staff/members/throttle.py

MFA_ADAPTER = "maru.staff.members.second_step.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off; each code works once
MFA_RATE_LIMITS = False  # ours are in the database, see maru/staff/members/second_step/codes.py
_STEP = "maru.staff.members.second_step.forms"
MFA_FORMS = {
    "authenticate": f"{_STEP}.CodeForm",
    "reauthenticate": f"{_STEP}.CodeAgainForm",
    "authenticate_webauthn": f"{_STEP}.PasskeyForm",
    "reauthenticate_webauthn": f"{_STEP}.PasskeyAgainForm",
}

# S15: an account is locked after ten wrong guesses from anywhere, an address after thirty.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_HANDLER = "maru.staff.members.throttle.Brake"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "maru.staff.members.throttle.account"
# A guess while locked neither counts nor makes the lock longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "maru.staff.members.throttle.locked_out"
AXES_IPWARE_PROXY_COUNT = None
AXES_CLIENT_IP_CALLABLE = "maru.staff.members.throttle.client_place"
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True

# __Host- needs Secure, which plain http on a laptop cannot give (S16).
_COOKIE = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE}maru_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = f"{_COOKIE}maru_csrf"
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
X_FRAME_OPTIONS = "SAMEORIGIN"  # the mail body is a sandboxed frame of our own page

_FILES_SOURCE = [FILES_ORIGIN] if FILES_ORIGIN else []
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_FILES_SOURCE],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF, *_FILES_SOURCE],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = REPOSITORY / "build" / "static"
STATICFILES_DIRS = [path for path in [REPOSITORY / "build" / "assets"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if (STATIC_ROOT / "staticfiles.json").exists() or "collectstatic" in sys.argv
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

EMAIL_BACKEND = "maru.extensions.email.backend.DeliveryBackend"
DEFAULT_FROM_EMAIL = "maru@localhost"

LOGGING = logging_to_stderr(
    form=environment["MARU_LOG_FORMAT"], level=environment["MARU_LOG_LEVEL"]
)
SILENCED_SYSTEM_CHECKS: list[str] = []
