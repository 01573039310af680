"""Settings of Django. What differs between installations comes from `anlan.web.environment`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.csp import CSP

from anlan.web import environment, logs

WEB = Path(__file__).resolve().parent
ENVIRONMENT = environment.read(environ=os.environ, folder=Path.cwd())

# What this installation is
ANLAN_DATA = ENVIRONMENT.data
ANLAN_PACK = ENVIRONMENT.pack
ANLAN_CRITERIA = ENVIRONMENT.criteria
ANLAN_DEMO = ENVIRONMENT.demo
# The digest of new ledger entries; every entry names its own, so that SM3 can follow SHA-256 in one chain.
ANLAN_LEDGER_DIGEST = "sha256"
# The mail server of the daily digests (None: no e-mail), and the address that e-mails lead to (empty: no links).
ANLAN_MAIL = ENVIRONMENT.mail
ANLAN_URL = ENVIRONMENT.url
ANLAN_BEHIND_PROXY = ENVIRONMENT.behind_proxy
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key

INSTALLED_APPS = [
    "anlan.kernel",
    "anlan.modules",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # the templates of form widgets, for the form renderer below
    "django_htmx",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # before the log: a page's style sheets are not events
    "anlan.web.middleware.RequestLogMiddleware",
    "anlan.web.middleware.LanguageMiddleware",
    "anlan.web.middleware.PrivacyHeadersMiddleware",
    "anlan.web.middleware.SizeLimitMiddleware",
    "anlan.web.middleware.NullCharacterMiddleware",
    "anlan.web.middleware.MomentMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anlan.web.middleware.LoginRequiredMiddleware",
    "anlan.web.middleware.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "anlan.web.urls"
WSGI_APPLICATION = "anlan.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "anlan.web.shell.shell",
            ],
            "libraries": {
                "names": "anlan.web.templatetags.names",
                "pages_found": "anlan.web.templatetags.pages_found",
            },
        },
    }
]
FORM_RENDERER = "anlan.web.forms.Renderer"


def _database(url: str) -> dict[str, Any]:
    """The database of ``url``, with what Anlan promises about it."""
    # Connections are kept: on SQLite, closing the last one would checkpoint the file after every request.
    database: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)}
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = {
            # A writer takes its turn at the start of the transaction and waits up to 20 seconds for it,
            # instead of failing half-way. A crash must lose nothing acknowledged, also when the power fails:
            # in WAL mode only synchronous=FULL syncs each commit. Django itself turns foreign keys on.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    return database


DATABASES = {"default": _database(ENVIRONMENT.database_url)}
ATOMIC_REQUESTS = False  # writing opens its own short transaction

# Who logs in
AUTH_USER_MODEL = "kernel.Officer"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Product defaults: failed logins of one user name from one address before a pause, and the pause in minutes.
LOGIN_FAILURES = 5
LOGIN_PAUSE_MINUTES = 15
# Product defaults: public pages shown to one address, and the minutes in which. Many readers may share an address.
PUBLIC_VIEWS = 120
PUBLIC_VIEWS_MINUTES = 1
# A product default: a working day. Whoever comes back the next morning logs in again.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "anlan_session"

# Languages, time and how both are written
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [WEB.parent / "locale"]
FORMAT_MODULE_PATH = ["anlan.web.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Static files: served by Anlan itself; browsers keep them for a year, as each address carries a digest
STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "anlan.web.static_files.VersionedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 365 * 24 * 60 * 60

# What a browser may do with our pages
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "anlan.web.errors.csrf_failure"
# htmx sends the token in a header that the page carries, so no script needs to read the cookie.
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
# A product default for one whole request. What one file may weigh is a smaller parameter of the policy pack.
REQUEST_MAX_BYTES = 64 * 1024 * 1024

ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if ENVIRONMENT.production:
    # A host written with a leading dot means all its subdomains; origins write that with a star.
    CSRF_TRUSTED_ORIGINS = [f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    # Subdomains are left out: a government's other sites on the same domain may not speak HTTPS yet.
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    # Without a proxy of ours that speaks HTTPS there is nowhere to send a visitor to.
    SECURE_SSL_REDIRECT = ENVIRONMENT.behind_proxy
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]

LOGGING = logs.configure()
