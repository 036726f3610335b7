"""Settings of the hub; everything a city may want to change comes from the environment.

`docs/guide/operators.md` lists the variables. With none set, the hub runs on SQLite in `var/`
with a broker of its own.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.broker import EmbeddedBroker

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
TESTING = env.bool("PORTFOLIO_HUB_TESTING", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or None
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")

if SECRET_KEY is None:
    from portfolio_hub.lib.secrets import local_secret_key

    SECRET_KEY = local_secret_key(VAR_DIR)

INSTALLED_APPS = [
    "portfolio_hub",
    "funding",
    "sensemaking",
    "initiatives",
    "stakeholders",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portfolio_hub.urls"
WSGI_APPLICATION = "portfolio_hub.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portfolio_hub.context.shell",
            ],
            "builtins": ["portfolio_hub.templatetags.hub"],
        },
    }
]

FORM_RENDERER = "portfolio_hub.lib.forms.HubRenderer"
CSRF_FAILURE_VIEW = "portfolio_hub.views.shell.expired_form"

# --- Database -----------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'hub.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at the start, so that writers wait instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        **DATABASES["default"].get("OPTIONS", {}),
    }
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", env.int("CONN_MAX_AGE", default=60))
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People -------------------------------------------------------------------------------

AUTH_USER_MODEL = "stakeholders.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a cast of five in every test
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "stakeholders.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "stakeholders.account_forms.LoginForm",
    "request_login_code": "stakeholders.account_forms.RequestLoginCodeForm",
    "reset_password": "stakeholders.account_forms.ResetPasswordForm",
    "add_email": "stakeholders.account_forms.AddEmailForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 31_536_000 if SITE_URL.startswith("https://") else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Mail: to the console and var/mail/ until SMTP is set -----------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "portfolio_hub.lib.mail.ConsoleAndFileBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Portfolio Hub <hub@localhost>")

# --- Language and time ----------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en-gb")
LANGUAGES = [("en-gb", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Berlin")
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "portfolio_hub.static_files.GzipManifestStorage"
    },
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Finished PDFs: made once for all processes of this machine, the oldest go first.
    "documents": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "documents",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}
FORMS_URLFIELD_ASSUME_HTTPS = True
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the form that matches the columns of a wide table has many
IMPORT_MAX_BYTES = 50 * 1024 * 1024
IMPORT_MAX_ROWS = 100_000
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", default=30)
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_AUTOREFRESH = DEBUG or TESTING  # a file is looked up when it is asked for, not all by each client of a test

# --- Content security policy: nothing inline, nothing from elsewhere -------------------------

PLOTLY_EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, PLOTLY_EMPTY_STYLE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Work in the background -------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or EmbeddedBroker.of(VAR_DIR).url
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.int("WORKER_PROCESSES", default=2)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "waiting"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "requeue-claimable-reports": {"task": "sensemaking.tasks.requeue_reports", "schedule": 15.0},
    "requeue-unread-logs": {"task": "sensemaking.tasks.requeue_reading", "schedule": 60.0},
    "ask-for-reports-by-rhythm": {"task": "sensemaking.tasks.ask_due_reports", "schedule": 3_600.0},
    "requeue-claimable-narratives": {"task": "sensemaking.tasks.requeue_narratives", "schedule": 15.0},
    "requeue-untold-authors": {"task": "sensemaking.tasks.requeue_telling", "schedule": 60.0},
    "requeue-letters-to-followers": {"task": "sensemaking.tasks.requeue_report_letters", "schedule": 60.0},
    "requeue-asking-authors": {"task": "sensemaking.tasks.requeue_asking", "schedule": 60.0},
    "requeue-claimable-searches": {"task": "sensemaking.tasks.requeue_suggestions", "schedule": 15.0},
    "search-for-suggestions": {"task": "sensemaking.tasks.search_all_suggestions", "schedule": 86_400.0},
    "requeue-claimable-imports": {"task": "initiatives.tasks.requeue_imports", "schedule": 15.0},
    "requeue-claimable-snapshots": {"task": "initiatives.tasks.requeue_snapshots", "schedule": 15.0},
    "requeue-funder-reports": {"task": "funding.tasks.requeue_funder_reports", "schedule": 15.0},
    "requeue-match-letters": {"task": "funding.tasks.requeue_match_letters", "schedule": 60.0},
    "requeue-talk-letters": {"task": "funding.tasks.requeue_talk_letters", "schedule": 60.0},
    "look-for-all-matches": {"task": "funding.tasks.look_for_all_matches", "schedule": 86_400.0},
    "requeue-funder-report-letters": {"task": "funding.tasks.requeue_funder_report_letters", "schedule": 60.0},
    "requeue-missing-asks": {"task": "funding.tasks.requeue_missing_asks", "schedule": 60.0},
    "requeue-network-readings": {"task": "initiatives.tasks.requeue_network_readings", "schedule": 30.0},
    "ask-for-network-readings": {"task": "initiatives.tasks.ask_for_network_readings", "schedule": 3_600.0},
    "requeue-unsent-invitations": {"task": "stakeholders.tasks.requeue_invitations", "schedule": 60.0},
    "requeue-unsent-endorsement-requests": {
        "task": "stakeholders.tasks.requeue_endorsement_requests",
        "schedule": 60.0,
    },
    "requeue-outcome-asks": {"task": "funding.tasks.requeue_outcome_asks", "schedule": 60.0},
    "tend-endorsements": {"task": "stakeholders.tasks.tend_endorsements", "schedule": 86_400.0},
    "look-around-the-gardens": {"task": "stakeholders.tasks.look_around", "schedule": 43_200.0},
    "delete-old-import-files": {"task": "initiatives.tasks.delete_old_import_files", "schedule": 86_400.0},
}

# --- A language model that may draft narratives: off until address and name are set -------------

LANGUAGE_MODEL_URL = env.str("LANGUAGE_MODEL_URL", default="").rstrip("/")
LANGUAGE_MODEL_NAME = env.str("LANGUAGE_MODEL_NAME", default="")
LANGUAGE_MODEL_KEY = env.str("LANGUAGE_MODEL_KEY", default="")
LANGUAGE_MODEL_SECONDS = env.int("LANGUAGE_MODEL_SECONDS", default=60)

# --- API ----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "stakeholders.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "portfolio_hub.lib.api.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portfolio_hub.lib.api.problem_details",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Portfolio Hub API",
    "DESCRIPTION": "Initiatives, organisations, updates, learning, reports and money of a portfolio.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "SectorEnum": "stakeholders.models.Sector",
        "EndorsementStatusEnum": "stakeholders.models.Endorsement.Status",
        "PolicyStatusEnum": "stakeholders.models.PolicyLink.Status",
        "PolicyInstrumentEnum": "stakeholders.models.PolicyLink.Instrument",
        "UpdateStatusEnum": "initiatives.models.Update.Status",
        "LogStatusEnum": "sensemaking.models.LearningLog.Status",
        "ReportStatusEnum": "sensemaking.models.SenseMakingReport.Status",
        "CommitmentStatusEnum": "funding.models.CapitalCommitment.Status",
        "AllocationStatusEnum": "funding.models.Allocation.Status",
        "MoneyForEnum": "funding.models.MoneyFor",
        "VehicleInstrumentEnum": "funding.models.FundingVehicle.Instrument",
        "UpdateKindEnum": "initiatives.models.Update.Kind",
        "LogKindEnum": "sensemaking.models.log.Kind",
        "FindingKindEnum": "sensemaking.models.Finding.Kind",
        "OfferStatusEnum": "initiatives.models.Offer.Status",
        "OfferKindEnum": "initiatives.models.Offer.Kind",
        "LineageKindEnum": "initiatives.models.Lineage.Kind",
        "ConnectionKindEnum": "initiatives.models.ConnectionKind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "portfolio_hub.lib.api.describe_problems",
    ],
}

# --- Logging ------------------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portfolio_hub.lib.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        "fontTools": {"level": "WARNING"},  # they tell of every font and page of a PDF
        "weasyprint": {"level": "ERROR"},
    },
}

# Names in files for others: the prefix of grants (360Giving gives one out), and the hub as a publisher of IATI.
GRANT_PREFIX = env.str("GRANT_PREFIX", default="360G-portfoliohub")
IATI_ORGANISATION = env.str("IATI_ORGANISATION", default="XX-HUB-1")
