"""Django's settings. What differs between machines comes from environment.py and nowhere else."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from doudi.config.environment import BadEnvironment, read_environment, read_or_make_demo_secret
from doudi.foundation.database import Address

SOURCE = Path(__file__).resolve().parents[1]

try:
    DOUDI = read_environment()
except BadEnvironment as bad:
    raise ImproperlyConfigured(str(bad)) from None

DEBUG = DOUDI.debug
SECRET_KEY = DOUDI.secret_key or read_or_make_demo_secret(DOUDI.data)
ALLOWED_HOSTS = list(DOUDI.allowed_hosts)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "doudi.foundation",  # before allauth: our templates instead of its own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "procrastinate.contrib.django",
    "doudi.registry",
    "doudi.casework",
    "doudi.payments",
    "doudi.care",
    "doudi.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "doudi.foundation.request_id.named_requests",
    "doudi.foundation.middleware.private_pages",
    "doudi.foundation.middleware.chosen_language",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "doudi.foundation.middleware.small_requests",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "doudi.config.urls"
WSGI_APPLICATION = "doudi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "doudi.foundation.context_processors.page",
            ],
        },
    },
]

# Without DATABASE_URL the address is known once the embedded server runs (foundation.database.use).
DATABASES = {
    "default": (
        Address.of(DOUDI.database_url, DOUDI.database_owner_url).settings()
        if DOUDI.database_url
        else {"ENGINE": "django.db.backends.postgresql", "NAME": "doudi"}
    )
    | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- logging in --------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "foundation.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "full_name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "doudi.foundation.login.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a desk is shared; the browser's end is the session's end
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
# By address nothing is limited, for the reason given below; axes counts wrong passwords, allauth wrong codes.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}
MFA_ADAPTER = "doudi.foundation.login.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Doudi"
MFA_TOTP_TOLERANCE = 1  # offices' clocks differ by half a minute
MFA_RECOVERY_CODES_SHOW_ONCE = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "doudi.foundation.views.own_account.show_locked_out"
AXES_VERBOSE = False  # its log would name whoever mistypes
AXES_LOCKOUT_PARAMETERS = [
    "username"
]  # whole offices share one address: by address, one slip would lock them all out
SESSION_COOKIE_NAME = "doudi_session"
SESSION_COOKIE_SECURE = DOUDI.https
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60  # an office day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- language and time -------------------------------------------------------------------------------------------

# Texts in the source are Chinese; English is a catalogue that must be complete (`make messages`).
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
LANGUAGE_COOKIE_NAME = "doudi_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = DOUDI.https

TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- static files ------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
# A server serves collected files under hashed names, compressed, kept by browsers for good (`collectstatic` first).
# A trial serves them straight from the source tree: no step to forget after an edit.
STATIC_ROOT = None if DOUDI.is_demo else DOUDI.data / "static"
WHITENOISE_USE_FINDERS = DOUDI.is_demo
WHITENOISE_MAX_AGE = 0 if DOUDI.is_demo else 3600
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DOUDI.is_demo
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- security ----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler draws its select arrows and ticks as data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# The fields of a form; files are not counted, and go to disk (small_requests asks who sends them).
DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_NAME = "doudi_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = DOUDI.https
SECURE_SSL_REDIRECT = DOUDI.https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if DOUDI.https else 0
# Believed only because DOUDI_HTTPS says that a proxy sets it, and every such proxy must overwrite what a browser sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DOUDI.https else None

SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # the account is locked, not the address: see AXES_LOCKOUT_PARAMETERS
    "security.W005",  # other names under the county's domain are not ours to force onto https
    "security.W021",  # … nor to enter into browsers' lists
]

# --- log ---------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own handlers would mail errors, with request bodies in them.
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
