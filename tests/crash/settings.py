"""The site's own settings, for processes that are killed: no second factors, and a password that is looked
at in no time, so that a kill falls into what matters."""

import os
from pathlib import Path

from cms.settings import *  # noqa: F403
from cms.settings import DATABASES, STORAGES

SECOND_FACTOR = "offered"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
BACKUP_DIR = str(Path(os.environ["DATA_DIR"]) / "backups")
DATABASES["default"]["CONN_MAX_AGE"] = 0
