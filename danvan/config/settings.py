"""The settings of the whole platform, read once from the environment.

With nothing set it runs on the private PostgreSQL in `var/`, for demos and
development.  docs/configuration.md describes every variable.
"""

from pathlib import Path

import dj_database_url

from danvan.config import env
from danvan.config.private_postgres import private_postgres

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = env.folder("DANVAN_VAR", BASE_DIR / "var")
DEBUG = env.flag("DANVAN_DEBUG")
# Invented data is loaded: every page says so.
DEMO_DATA = env.flag("DANVAN_DEMO")

SECRET_KEY = env.secret("DANVAN_SECRET_KEY")
if not SECRET_KEY:
    key_file = VAR_DIR / "secret_key"
    if not key_file.exists():
        import secrets

        VAR_DIR.mkdir(parents=True, exist_ok=True)
        key_file.touch(mode=0o600)
        key_file.write_text(secrets.token_urlsafe(50), encoding="ascii")
    SECRET_KEY = key_file.read_text(encoding="ascii").strip()

ALLOWED_HOSTS = env.words("DANVAN_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("DANVAN_ORIGINS")

INSTALLED_APPS = [
    # Before allauth, whose templates ours replace.
    "danvan.accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "danvan.ui",
    "danvan.journal",
    "danvan.files",
    "danvan.calendars",
    "danvan.orgs",
    "danvan.authority",
    "danvan.notices",
    "danvan.evidence",
    "danvan.casework",
    "danvan.conclusions",
    "danvan.petitions",
    "danvan.letters",
    "danvan.denunciations",
    "danvan.intake",
    "danvan.reception",
    "danvan.dialogues",
    "danvan.opinions",
    "danvan.plans",
    "danvan.activities",
    "danvan.committees",
    "danvan.coordination",
    "danvan.inspections",
    "danvan.exemplars",
    "danvan.indices",
    "danvan.schemes",
    "danvan.reports",
    "danvan.desk",
    "danvan.portal",
    "danvan.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "danvan.config.middleware.content_security_policy",
    "danvan.config.middleware.speak_by_address",
    "danvan.config.middleware.try_again_when_full",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "danvan.authority.middleware.act_in_post",
    "danvan.config.middleware.no_address_with_nul",
    "danvan.config.frame.choose_day",
]

if env.flag("DANVAN_SHOTS"):
    MIDDLEWARE.insert(0, "danvan.config.middleware.count_queries")

ROOT_URLCONF = "danvan.config.urls"
WSGI_APPLICATION = "danvan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "danvan.config.frame.frame",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        env.database_url() or private_postgres(VAR_DIR / "pg").url(), conn_max_age=60, conn_health_checks=True
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by every process, so a lockout counts across them; no service to run.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "danvan.accounts.adapter.ClosedSignUp"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": env.text("DANVAN_LOCKOUT", "30/m/ip,5/900s/key"),
    # Whoever writes without an account: letters sent, codes tried, answers to one case.
    "send_letter": "30/h/ip",
    "send_sealed": "20/h/key",
    "send_question": "20/h/ip",
    "upload_paper": "120/h/ip",
    "follow_letter": "30/m/ip,5/900s/key",
    "write_to_case": "20/h/key",
}
ACCOUNT_FORMS = {
    "login": "danvan.accounts.web.forms.Login",
    "change_password": "danvan.accounts.web.forms.ChangePassword",
    "reauthenticate": "danvan.accounts.web.forms.Reauthenticate",
}
MFA_ADAPTER = "danvan.accounts.adapter.SecondStep"
MFA_FORMS = {
    "authenticate": "danvan.accounts.web.forms.Authenticate",
    "reauthenticate": "danvan.accounts.web.forms.ReauthenticateByCode",
    "activate_totp": "danvan.accounts.web.forms.ActivateTotp",
}
MFA_TOTP_ISSUER = "danvan"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# The second language is for public pages only; its words are in danvan/config/locale.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "danvan" / "config" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["danvan.config.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "danvan.files.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Uploaded files are private: there is no MEDIA_URL, only authorised views serve them.
MEDIA_ROOT = env.folder("DANVAN_FILES", VAR_DIR / "files")
# Word templates of the province, used instead of ours when the names agree.
WORD_TEMPLATES = env.folder("DANVAN_WORD_TEMPLATES", VAR_DIR / "word-templates")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = [
    "danvan.files.uploads.KeptInMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_LIMIT_BYTES = env.whole("DANVAN_UPLOAD_MB", 20) * 1024**2
# What may lie here altogether on its way to a form.
HELD_LIMIT_BYTES = env.whole("DANVAN_HELD_MB", 4096) * 1024**2
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# The keys that wrap the keys of denunciations: outside the database, and outside its backups.
SEAL_KEYS = env.folder("DANVAN_SEAL_KEYS", VAR_DIR / "seal-keys")

# Which body verifies whose records; the shipped table unless the province puts its own in place.
VERIFIERS_FILE = env.folder("DANVAN_VERIFIERS", BASE_DIR / "danvan" / "authority" / "data" / "verifiers.toml")

EMAIL_BACKEND = env.text("DANVAN_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.text("DANVAN_EMAIL_FROM", "danvan@localhost")

# Which mailboxes are read for which unit; empty: none.
MAILBOXES = env.text("DANVAN_MAILBOXES")

# Where letters send their readers.
SITE = env.text("DANVAN_SITE", "http://127.0.0.1:8000").rstrip("/")

# The defaults suit a laptop; behind HTTPS set DANVAN_HTTPS=1.
HTTPS = env.flag("DANVAN_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_HTTPONLY = True
# Whoever waited longer for a free thread is told so instead.
MOST_WAITING_SECONDS = env.whole("DANVAN_WEB_WAIT", 5)
SESSION_ENGINE = "danvan.config.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("DANVAN_LOG_LEVEL", "WARNING")},
}
