"""Settings of the test suite: fast hashing, plain static files, no invented data."""

import atexit
import shutil
import tempfile
from pathlib import Path

from danvan.config.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": STORAGES["default"],
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DEMO_DATA = False
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
INSTALLED_APPS = [name for name in INSTALLED_APPS if "whitenoise" not in name]
# Each process of the suite has a ring of its own.
_SEALS = tempfile.mkdtemp(prefix="danvan-seals-")
atexit.register(shutil.rmtree, _SEALS, ignore_errors=True)
SEAL_KEYS = Path(_SEALS) / "ring"
