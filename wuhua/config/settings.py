"""Django's settings. The list of apps is read off the folders: a room that has tables is an app.

Environment: `WUHUA_HOME`, `WUHUA_LAKE`, `WUHUA_DATABASE_URL` (see `platform.home`), `WUHUA_HOSTS` (names this server
answers to, comma separated), `WUHUA_HTTPS=1` (behind a TLS proxy: cookies and headers for HTTPS only),
`WUHUA_DEBUG=1` (developers only), `WUHUA_DEMO=1` (a bank of invented customers: the code that a customer's phone would get
stands on the page; never with real ones).
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from wuhua.platform import home

PACKAGE = Path(__file__).resolve().parents[1]

# --- the installation ------------------------------------------------------------------------------------------------

WUHUA_HOME = home.home()
WUHUA_LAKE = home.lake()

DEBUG = os.environ.get("WUHUA_DEBUG") == "1"
HTTPS = os.environ.get("WUHUA_HTTPS") == "1"
WUHUA_DEMO = os.environ.get("WUHUA_DEMO") == "1"
SECRET_KEY = os.environ.get("WUHUA_SECRET_KEY") or home.own_secret("django")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, os.environ.get("WUHUA_HOSTS", "").split(","))]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS[3:]] if HTTPS else []

# --- the rooms -------------------------------------------------------------------------------------------------------


def _rooms() -> list[str]:
    """Every package of the house that has tables or pages, bottom storey first."""
    storeys = [PACKAGE / "platform", PACKAGE / "books"]
    inner = [folder for storey in ("areas", "bulk", "web") for folder in sorted((PACKAGE / storey).glob("*"))]
    found = [
        folder
        for folder in [*storeys, *inner, PACKAGE / "web"]
        if (folder / "__init__.py").exists()
        and any((folder / sign).exists() for sign in ("models.py", "models", "templatetags", "apps.py"))
    ]
    return ["wuhua." + ".".join(folder.relative_to(PACKAGE).parts) for folder in found]


INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "pgtrigger",
    "procrastinate.contrib.django",
    "ninja",  # its documentation page brings its own files instead of fetching them from elsewhere
    *_rooms(),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wuhua.config.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "wuhua.config.middleware.language_by_choice",
    "django.middleware.common.CommonMiddleware",
    "wuhua.config.middleware.no_way_as_problem",
    "wuhua.config.middleware.no_nought",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wuhua.web.desk.gate.SignedIn",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "wuhua.config.urls"
WSGI_APPLICATION = "wuhua.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- the database ----------------------------------------------------------------------------------------------------


def _database(url: str) -> dict[str, object]:
    """One PostgreSQL address as Django wants it; what the address says beyond the five words goes to the driver."""
    words = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": words.pop("dbname", ""),
        "USER": words.pop("user", ""),
        "PASSWORD": words.pop("password", ""),
        "HOST": words.pop("host", ""),
        "PORT": words.pop("port", ""),
        "OPTIONS": words,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


WUHUA_DATABASE_URL = home.database_url()
DATABASES = {"default": _database(WUHUA_DATABASE_URL)}

# --- background work -------------------------------------------------------------------------------------------------


def _tasks() -> list[str]:
    """Where tasks are registered: every `tasks.py` above the platform. A worker imports them all, a page only its own."""
    found = [path for storey in ("bulk", "web") for path in sorted((PACKAGE / storey).glob("*/tasks.py"))]
    return ["wuhua." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in found]


PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # it would import them into every process
PROCRASTINATE_IMPORT_PATHS = ["wuhua.platform.jobs", *_tasks()]

# --- words, numbers, time --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- files served ----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [PACKAGE / "web" / "static"] if path.exists()]
# Straight from the package, with no collecting step to forget on a fresh machine.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# --- who comes in ----------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"

# Five wrong passwords for one account from one address close the door for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "desk/locked.html"
OTP_TOTP_ISSUER = "五化"

SESSION_COOKIE_AGE = 8 * 3600  # a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False  # HTMX reads the token from the page, but a form on a cached page needs the cookie
CSRF_FAILURE_VIEW = "wuhua.web.desk.views.refused"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

# --- what is said to standard error ----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("WUHUA_LOG", "WARNING")},
    "loggers": {"axes": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
