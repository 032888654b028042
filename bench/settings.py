"""The site's own settings, with a count of queries in each answer."""

from cms.settings import *  # noqa: F403
from cms.settings import MIDDLEWARE

MIDDLEWARE = ["bench.counting.Counting", *MIDDLEWARE]
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
# a signature asks for the password, whose hash is slow on purpose and is no part of the measure
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR = "offered"  # accounts of a benchmark have none
