"""Settings of the whole project; everything that differs between places is read from the environment.

`SITE_URL`      where readers reach the site; `https://…` switches the secure settings on; else what
                `manage.py start` wrote into `DATA_DIR/site.toml`, as of `SITE_NAME`, `DEFAULT_FROM_EMAIL`
`DATABASE_URL`  `sqlite:///…` or `postgresql://…`; default: SQLite below `DATA_DIR`
`DATA_DIR`      the SQLite file, media, collected static files, the generated secret key
`SECRET_KEY`    default: generated once and kept in `DATA_DIR/secret_key`
`LOG_KEY_FILE`  the Ed25519 key that signs the log; default: made once in `DATA_DIR/log_key.pem`
`WEB_THREADS`   threads of each web process; default: 16
`DATABASE_CONNECTIONS`  to PostgreSQL, of each web process; default: 16, one for each thread
`DATABASE_PREPARES`  `off` before a pooler that mixes up prepared statements
`SECOND_FACTOR` `required` (default) of all who sign, publish or administer, or `offered`
`VALKEY_URL`    `redis://…`: counts of tries stand there instead of in the database; needs redis-py
`HSTS_SECONDS`  how long browsers insist on https; default: 3600. `HSTS_SUBDOMAINS=1`, `HSTS_PRELOAD=1`
`EMAIL_SECURITY` `tls`, `starttls` or `none`; default: by `EMAIL_PORT`
`BACKUP_DIR`    where a backup is made each night; default: none is. `BACKUP_KEEP`: how many stay (14)
`BACKUP_PASSPHRASE`  encrypts backups
`PROXIES`       how many proxies of yours stand before the site; default: 0
`CITATION_STYLE` `ama`, `vancouver` or `apa`
`LOOKUP`        `off`: no work is looked up at services elsewhere
`CHECK_ADDRESSES` `off`: nobody asks whether the links of texts still answer; off too with `LOOKUP`
`KEPT_PAGES_MB` memory of each web process for ready-made pages; default: 64
`LOG_FORMAT`    `json` or `lines`; default: JSON where `SITE_URL` is https
`LOG_LEVEL`     `INFO` logs each request too; default: WARNING
`METRICS_TOKEN` who sends it reads `/metrics`; default: nobody does
`DEBUG`         `1` for development
"""

import logging
import os
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.management.utils import get_random_secret_key
from django_prose_editor.config import html_tags
from js_asset import static_lazy

from cms.runtime import logs, ownership

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var")).resolve()
ownership.refuse_root(DATA_DIR)
if not TESTING:
    ownership.keep_private()
DEBUG = os.environ.get("DEBUG") == "1"
SITE_FILE = DATA_DIR / "site.toml"


def _of_site(variable: str, default: str) -> str:
    """From the environment, else what `manage.py start` was told of this site."""
    return os.environ.get(variable) or _STATED.get(variable) or default


_STATED = tomllib.loads(SITE_FILE.read_text()) if SITE_FILE.exists() and not TESTING else {}
# links lead to where the site is served, unless it is said where readers reach it
SITE_URL = _of_site("SITE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}").rstrip("/")
SITE_NAME = _of_site("SITE_NAME", "Plain Evidence")
SITE_COUNTRY = os.environ.get("SITE_COUNTRY", "").upper()  # whose numbers readers call


def _secret_key() -> str:
    """The key from the environment, or one generated once, readable by its owner alone."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of ours was a moment earlier
            return path.read_text()
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
    return path.read_text()


SECRET_KEY = _secret_key()
LOG_KEY_FILE = os.environ.get("LOG_KEY_FILE", str(DATA_DIR / "log_key.pem"))

# --- who may call ------------------------------------------------------------------------------

_site = urlsplit(SITE_URL)
ALLOWED_HOSTS = os.environ.get(
    "ALLOWED_HOSTS", f"{_site.hostname},127.0.0.1,localhost,[::1]"
).split(",")
IS_SECURE = _site.scheme == "https"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
# An hour at first: what browsers were told once, nobody takes back from them. docs/operating.md says when
# to say more; what is left out is no oversight.
SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", "3600")) if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE and os.environ.get("HSTS_SUBDOMAINS") == "1"
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS and os.environ.get("HSTS_PRELOAD") == "1"
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# by that prefix a browser takes them from this very host alone (RFC 6265bis)
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_SECURE else "csrftoken"
SESSION_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cms.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# reviewers prove an ORCID by signing in there, where it is set (https://orcid.org/developer-tools)
ORCID_CLIENT_ID = os.environ.get("ORCID_CLIENT_ID", "")
ORCID_PLACES = ["https://orcid.org", "https://*.orcid.org"] if ORCID_CLIENT_ID else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *ORCID_PLACES],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}

# --- what it is made of ------------------------------------------------------------------------

INSTALLED_APPS = [
    "cms",
    "reviews",
    "articles",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.orcid",
    "csp",
    "django_prometheus",
    "django_prose_editor",
    "django_structlog",
    "django_tasks_db",
    "taggit",
]

MIDDLEWARE = [
    "cms.runtime.health.Health",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "cms.runtime.requests.Logged",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.runtime.requests.PlainRequest",
    "cms.i18n.middleware.AsAddressed",
    "cms.runtime.private_pages.KeptNowhere",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.i18n.middleware.AsSignedIn",
    "allauth.account.middleware.AccountMiddleware",
    "reviews.notifications.inbox.OpenedIsRead",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.views.errors.ShownRefusal",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "cms.runtime.templates.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.site.context.site",
            ],
        },
    }
]

# --- data --------------------------------------------------------------------------------------

WEB_THREADS = int(os.environ.get("WEB_THREADS", "16"))
DATABASE_CONNECTIONS = int(os.environ.get("DATABASE_CONNECTIONS", "16"))
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA_DIR / 'attest.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE: a transaction that will write takes its lock at the start, so that two people
    # deciding at once wait for each other instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: what was answered as saved, signed or published outlives a power cut (NORMAL lets the last
        # moments go); docs/operating.md says what it costs
        "init_command": "PRAGMA journal_mode=WAL; "
        f"PRAGMA synchronous={'OFF' if TESTING else 'FULL'}; "
        "PRAGMA recursive_triggers=ON;",  # REPLACE fires the triggers that forbid DELETE
    }
    # a file, as in use: threads of a test must meet the same locks as processes do
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Planning a query takes PostgreSQL longer than answering it. A connection that asked the same
    # twice has it prepared; what the address of the database says of this comes first.
    DATABASES["default"]["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": None if os.environ.get("DATABASE_PREPARES") == "off" else 2,
        **DATABASES["default"].get("OPTIONS", {}),
    }
    if os.environ.get("WEB_PROCESS"):
        # the threads of a web process share these; one that waits in vain answers 503
        DATABASES["default"]["OPTIONS"]["pool"] = {
            "min_size": 1,
            "max_size": DATABASE_CONNECTIONS,
            "timeout": 5,
            "max_idle": 600,
        }
    else:
        DATABASES["default"]["CONN_MAX_AGE"] = 600

# What is counted against somebody (tries to sign in, codes that were used) all processes must know.
VALKEY_URL = os.environ.get("VALKEY_URL", "")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": VALKEY_URL,
    }
    if VALKEY_URL
    else {
        "BACKEND": "cms.caching.counts.DatabaseCache",
        "LOCATION": "cms_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # what any process could make again
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
KEPT_PAGES_BYTES = int(os.environ.get("KEPT_PAGES_MB", "64")) * 1024 * 1024
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
TAGGIT_CASE_INSENSITIVE = True

LANGUAGE_CODE = (
    "en"  # of the sources; a page takes its own from its address, a desk from the account
)
LANGUAGES = [("en", "English"), ("es", "Español")]
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
FORMAT_MODULE_PATH = ["cms.i18n.formats"]
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_TZ = True

# --- backups -----------------------------------------------------------------------------------

BACKUP_DIR = os.environ.get("BACKUP_DIR", "")  # one each night, where it is set
BACKUP_KEEP = max(1, int(os.environ.get("BACKUP_KEEP", "14")))
BACKUP_PASSPHRASE = os.environ.get("BACKUP_PASSPHRASE", "")

# --- people ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "cms.User"
AUTHENTICATION_BACKENDS = ["cms.accounts.backend.Rights"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
] + [{"NAME": "cms.accounts.passwords.HardToGuess"}]
PASSWORD_HASHERS = [
    "cms.accounts.passwords.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # read, and kept anew at the next sign-in
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "cms.accounts.backend.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "login": "cms.accounts.views.SignInForm",
    "reset_password": "cms.accounts.views.ForgottenForm",
    "reset_password_from_key": "cms.accounts.views.NewPasswordForm",
    "change_password": "cms.accounts.views.ChangePasswordForm",
    "reauthenticate": "cms.accounts.views.PasswordAgainForm",
}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody has us write to strangers
# `required`: nobody signs, publishes, retracts or administers without one; `offered`: as one likes
SECOND_FACTOR = os.environ.get("SECOND_FACTOR", "required")
SOCIALACCOUNT_ADAPTER = "cms.accounts.orcid.ProofOnly"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # which our own view answers, to POST alone
SOCIALACCOUNT_PROVIDERS = {
    "orcid": {
        "BASE_DOMAIN": os.environ.get("ORCID_DOMAIN", "orcid.org"),  # sandbox.orcid.org, to try it
        "APPS": [{"client_id": ORCID_CLIENT_ID, "secret": os.environ.get("ORCID_SECRET", "")}],
    }
}
MFA_ADAPTER = "cms.accounts.factors.Factors"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator has given the address
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute of a clock that is wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE  # browsers let `localhost` alone do so
# whose word on the address of a caller is taken: limits count by that address
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PROXIES", "0"))
# besides the library's own limits on signing in: what readers may send (cms/readers/limits.py)
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip",  # of an account: cms/accounts/limits.py, with back-off
    "unsaved_post": "20/h/key",  # of a writer whose session ended
    "reader_helpful": "20/h/key",
    "reader_report": "5/h/key,20/d/key",
    "reader_comment": "5/h/key,20/d/key",
    "reader_newsletter": "5/h/key",
    "reader_mailbox": "3/d/key",  # mails to one address, whoever asks for them
}

# --- mail --------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = _of_site("DEFAULT_FROM_EMAIL", "editors@example.org")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
# `tls` from the first byte (465), `starttls` (587), or `none`; on whatever port
EMAIL_SECURITY = os.environ.get(
    "EMAIL_SECURITY", {465: "tls", 587: "starttls"}.get(EMAIL_PORT, "none")
)
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_TIMEOUT = 20

# --- references --------------------------------------------------------------------------------

CITATION_STYLE = os.environ.get("CITATION_STYLE", "ama").lower()  # or vancouver, apa

# --- looking works up ----------------------------------------------------------------------------

# Asked only where a writer says so (articles/library/lookup.py). Tests ask a server of their own.
LOOKUP = os.environ.get("LOOKUP", "on").lower() not in {"off", "0", "no", "false"} and not TESTING
# whether the worker asks now and then if the addresses that texts lead to still answer
CHECK_ADDRESSES = LOOKUP and os.environ.get("CHECK_ADDRESSES", "on").lower() not in {
    "off", "0", "no", "false",
}  # fmt: skip
CHECK_OWN_NETWORK = False  # for tests, whose server stands there
LOOKUP_CROSSREF = os.environ.get("LOOKUP_CROSSREF", "https://api.crossref.org")
LOOKUP_EUTILS = os.environ.get("LOOKUP_EUTILS", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils")
LOOKUP_IDCONV = os.environ.get(
    "LOOKUP_IDCONV", "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/"
)
LOOKUP_OPEN_LIBRARY = os.environ.get("LOOKUP_OPEN_LIBRARY", "https://openlibrary.org")
# whom a service may write to about our questions; nobody is named where no sender was set
LOOKUP_MAIL = os.environ.get("LOOKUP_MAIL", _of_site("DEFAULT_FROM_EMAIL", ""))
LOOKUP_TIMEOUT = 6.0  # seconds for one answer
LOOKUP_PATIENCE = 20.0  # seconds for all that one page asks

# --- what is logged ------------------------------------------------------------------------------

LOGGING = logs.configured(
    as_json=os.environ.get("LOG_FORMAT", "json" if IS_SECURE else "lines") == "json",
    level=os.environ.get("LOG_LEVEL", "WARNING"),
    security=None if TESTING else DATA_DIR / "security.log",
)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # would ask the database who it is, for every page
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

# --- the editor --------------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Which of them a field uses stands in articles/text/editor.py; what may stay in a text, in
# articles/text/vocabulary.py.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy(f"articles/{file}")], "extensions": dict.fromkeys(names, html_tags([]))}
    for file, names in {
        "citation.js": ["Citation"],
        "blocks.js": ["SimpleBlocks", "DefinitionList"],
        "figures.js": ["ImageFigure"],
        "tables.js": ["CaptionedTable"],
        "links.js": ["Link"],
        "toolbar.js": ["Toolbar"],
        "typing.js": ["Typing"],
        "fullscreen.js": ["WholeWindow"],
        "shortcuts.js": ["Shortcuts"],
        "paste.js": ["CleanPaste"],
        "pasted_evidence.js": ["PastedEvidence"],
        "readability.js": ["Readability"],
        "comments.js": ["Comments"],
        "draft_comments.js": ["DraftComments"],
        "places.js": ["Places"],
        "statements.js": ["Statements"],
        "moving.js": ["Moving"],
        "outline.js": ["Outline"],
        "finding.js": ["Finding"],
        "snippets.js": ["Snippets"],
        "characters.js": ["Characters"],
    }.items()
]
DJANGO_PROSE_EDITOR_MENU_GROUPS = [
    {"group": "blockType -lists", "type": "dropdown", "minItems": 2},
    {"group": "lists"},
    {"group": "nodes -blockType -lists"},
    {"group": "blocks"},
    {"group": "marks"},
    {"group": "link"},
    {"group": "cite"},
    {"group": "image"},
    {"group": "table", "type": "dropdown"},
    {"group": "history"},
    {"group": "utility"},
]
