"""All settings, read top to bottom. What differs between sites comes from the environment.

Two profiles: *embedded* (no `DATABASE_URL`: SQLite, one process) and *server* (PostgreSQL, Redis).
docs/configuration.md lists every variable.
"""

from pathlib import Path

from csp.constants import SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from intranet import checks, databases, environment, logs, mail, rest, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var")))

# --- profile -------------------------------------------------------------------------------------
DATABASE_URL = environment.text("DATABASE_URL")
REDIS_URL = environment.text("REDIS_URL")
EMBEDDED = not DATABASE_URL
DEBUG = environment.flag("DEBUG", default=False)
PROCESS = environment.text("PROCESS", "web")  # web, live, worker, beat: decides about connections
HOST = environment.text("HOST", "127.0.0.1")
PORT = environment.number("PORT", 8000)  # where the embedded server listens
BASE_URL = environment.text("BASE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = environment.items("ALLOWED_HOSTS", checks.host_of(BASE_URL) + ",localhost")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0)
SECRET_KEY = secret_key.key(environment.text("SECRET_KEY"), VAR_DIR, EMBEDDED)
SECRET_KEY_FALLBACKS = environment.items("SECRET_KEY_FALLBACKS")  # replaced ones, still read
COMPANY_NAME = environment.text("COMPANY_NAME", "Flurfunk")
BRAND_COLOUR = environment.text("BRAND_COLOUR", "#065e47")
DEMO = environment.flag("DEMO", default=EMBEDDED)  # fill the demo company into an empty database
# Whether devices keep pages; off: every device empties itself and asks the server again.
DEVICE_WORKER = environment.flag("DEVICE_WORKER", default=not DEBUG)
BRAND_LOGO = environment.text("BRAND_LOGO")  # path of a square SVG or PNG of at most 40 KB

# --- applications --------------------------------------------------------------------------------
INSTALLED_APPS = [
    *(["daphne"] if EMBEDDED else []),  # with Twisted 12 MB a process
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "intranet.apps.AdministrationConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "csp",
    "kit",
    "reactions",
    "accounts",
    "spaces",
    "feed",
    "chat",
    "polls",
    "announcements",
    "surveys",
    "notifications",
    "demo",
    "search",
]
MIDDLEWARE = [
    "kit.http.middleware.StripIdentity",
    "kit.http.middleware.RequestLog",
    "kit.http.compression.Compression",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "accounts.middleware.PersonSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.Authentication",
    "accounts.middleware.SessionAge",
    "accounts.middleware.PersonLocale",
    "kit.http.middleware.FormsByScript",
    "kit.http.middleware.ErrorHandling",
    "kit.http.middleware.MethodOverride",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.DeviceTrace",
    "kit.http.middleware.CacheHeaders",
    "intranet.device.middleware.PageHeaders",
]
ROOT_URLCONF = "intranet.urls"
WSGI_APPLICATION = "intranet.wsgi.application"
ASGI_APPLICATION = "intranet.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "kit.design.template_loaders.Compact",
                        "kit.design.template_loaders.CompactApps",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kit.templatetags.form_fields",
                "kit.templatetags.formatting",
                "kit.templatetags.once",
                "kit.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "intranet.context_processors.shell",
            ],
        },
    }
]

# --- data ----------------------------------------------------------------------------------------
DATABASES = {"default": databases.database(DATABASE_URL, VAR_DIR, PROCESS)}
CACHES = {
    "default": databases.cache(REDIS_URL),
    # what may differ between processes for some minutes is not worth a way to Redis in each request
    "process": {"BACKEND": "kit.memory_cache.MemoryCache", "LOCATION": "process"},
}
if EMBEDDED:
    databases.spare_postgresql()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = databases.storages(MEDIA_ROOT)
# Where nginx keeps the files of MEDIA_ROOT for X-Accel-Redirect; empty: we hand them out ourselves.
INTERNAL_FILES = environment.text("INTERNAL_FILES")
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", VAR_DIR / "assets"]
WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_PERMISSIONS = 0o640  # the proxy reads by its group
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- people and sign-in --------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.authentication.PersonBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "staff_number"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the company gives addresses, and some people have none
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.password_reset.ResetKeys"  # noqa: S105 (a class)
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = False  # kit.http.throttling counts: atomically, and with a Retry-After
USERSESSIONS_TRACK_ACTIVITY = True
PASSWORD_RESET_TIMEOUT = 60 * 60
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = environment.number("SESSION_IDLE_DAYS", 14, least=1) * 86_400
SESSION_ABSOLUTE_AGE = environment.number("SESSION_ABSOLUTE_DAYS", 60, least=1) * 86_400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "intranet.errors.csrf_failure"

# Requests to these addresses lose everything that says who sends them, and leave no line in a log.
NAMELESS_PATHS = [r"/api/v1/surveys/\d+/ballots/"]

# --- headers -------------------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *databases.picture_sources()],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str] | str] = {
    "camera": "self",
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}

# --- languages and time --------------------------------------------------------------------------
LANGUAGE_CODE = environment.text("SITE_LANGUAGE", "de")
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE", "Europe/Berlin")

# --- texts ---------------------------------------------------------------------------------------
MENTION_ADDRESS = "/people/{}/"  # where @anna leads: `person` of accounts
TOPIC_ADDRESS = "/t/{}/"  # where #heating leads: `topic` of the feed

# --- announcements -------------------------------------------------------------------------------
# Whether reports may list by name who has not confirmed; each announcement says so to its readers.
CONFIRMATION_NAMES = environment.flag("CONFIRMATION_NAMES")
# Whether a second editor has to approve every announcement before it is published.
NEWS_SECOND_EYES = environment.flag("NEWS_SECOND_EYES")

# --- mail ----------------------------------------------------------------------------------------
# Without a mail server mails of a site on one's own machine end in files, and administrators read
# them at /mailbox/; everywhere else mails wait for one.
SMTP_HOST = environment.text("SMTP_HOST")
LOCAL_MAILBOX = (EMBEDDED or DEBUG) and not SMTP_HOST
EMAIL_BACKEND = mail.backend(SMTP_HOST, LOCAL_MAILBOX)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = SMTP_HOST or "localhost"
EMAIL_PORT = environment.number("SMTP_PORT", 25)
EMAIL_HOST_USER = environment.text("SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("SMTP_PASSWORD")
EMAIL_USE_SSL = EMAIL_PORT == mail.ENCRYPTED_PORT
EMAIL_USE_TLS = environment.flag("SMTP_TLS") and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM") or mail.sender(COMPANY_NAME, BASE_URL)
# Whom push services may ask about our messages (RFC 8292); some refuse messages without one.
PUSH_CONTACT = mail.push_contact(BASE_URL, DEFAULT_FROM_EMAIL)
# What people get who have not chosen themselves: none, daily, workdays or weekly.
DIGEST_RHYTHM = environment.text("DIGEST_RHYTHM", "workdays")

# What a program that watches this site sends to read /metrics/; empty: nobody reads them.
METRICS_TOKEN = environment.text("METRICS_TOKEN")

# --- requests of ours to other machines ----------------------------------------------------------
OUTGOING_REQUESTS = environment.flag("OUTGOING_REQUESTS", default=True)
OUTGOING_PORTS = environment.numbers("OUTGOING_PORTS", "80,443")
# Hosts that may have private addresses, for bots inside the own network.
OUTGOING_INTERNAL_HOSTS = [host.lower() for host in environment.items("OUTGOING_INTERNAL_HOSTS")]

# --- API -----------------------------------------------------------------------------------------
REST_FRAMEWORK = rest.FRAMEWORK
SPECTACULAR_SETTINGS = rest.SCHEMA

# --- work behind the scenes ----------------------------------------------------------------------
JOBS = "intranet.celery"  # the module whose import sets up the task queue
LIVE_PREFIX = environment.text("LIVE_PREFIX", "flurfunk")
LOGGING = logs.to_stderr(environment.text("LOG_LEVEL", "INFO"))

checks.refuse_unsafe(globals())
