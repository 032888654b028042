"""What the site says of itself: one event a line, as JSON for machines or as words for a console.

No event has a word of a text or anything of a person in it: people are their number, networks a keyed
hash, addresses the route that they matched. The message of an exception often quotes what it failed on (a
form, a row), so only those of the machine itself are written; of all others the kind and the place.

What concerns security has a stream of its own, always JSON (OWASP ASVS 5, V16).
"""

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from io import TextIOWrapper
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any, Final

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import OperationalError
from prometheus_client import Counter
from structlog.types import EventDict, Processor, WrappedLogger

# they speak of the machine, not of what people wrote
OF_THE_MACHINE: Final = (OperationalError, OSError, ImproperlyConfigured, CommandError)
OF_PEOPLE: Final = {"ip", "user_agent", "user_id"}  # a library would bind them
ERRORS: Final = Counter("attest_errors", "What was logged as an error, by who said so", ["logger"])


class CountErrors(logging.Handler):
    """Each error counts at `/metrics`, whichever part of the site it is of."""

    def emit(self, record: logging.LogRecord) -> None:
        ERRORS.labels(record.name).inc()


class PrivateFile(WatchedFileHandler):
    """A file that its owner alone reads, and that may be rotated while it is written to."""

    def _open(self) -> TextIOWrapper:
        def opener(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        return open(self.baseFilename, "a", encoding="utf-8", opener=opener)


def configured(*, as_json: bool, level: str, security: Path | None) -> dict[str, Any]:
    """`LOGGING` for the settings; sets structlog up as well.

    `security` is the file of the security stream, None for nowhere. It may be rotated under the site.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_common(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": _formatter(as_json=True), "lines": _formatter(as_json=False)},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "level": level,  # the worker sets its own loggers to INFO
                "formatter": "json" if as_json else "lines",
            },
            "counted": {"()": CountErrors, "level": "ERROR"},
            "security": {
                "()": PrivateFile,
                "filename": str(security),
                "delay": True,
                "formatter": "json",
            }
            if security
            else {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["console", "counted"], "level": level},
        "loggers": {
            # Django's own handlers (a mail to administrators, the console while developing) go
            "django": {"handlers": [], "level": "INFO"},
            # its lines hold whole addresses; `request_failed` says the same with the route
            "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "django.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
            "security": {"handlers": ["security"], "level": "INFO", "propagate": False},
        },
    }


def _formatter(*, as_json: bool) -> dict[str, Any]:
    renderer: Processor = (
        structlog.processors.JSONRenderer(default=str)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        "foreign_pre_chain": list(_common()),
    }


def _common() -> Iterator[Processor]:
    yield structlog.contextvars.merge_contextvars
    yield structlog.stdlib.add_logger_name
    yield structlog.stdlib.add_log_level
    yield structlog.stdlib.PositionalArgumentsFormatter()
    yield structlog.stdlib.ExtraAdder()
    yield structlog.processors.TimeStamper(fmt="iso", utc=True)
    yield without_people
    yield trace


def without_people(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Leave out what tells one person from others, and objects of a request."""
    kept = {name: value for name, value in event.items() if name not in OF_PEOPLE}
    if not isinstance(kept.get("request"), str):
        kept.pop("request", None)
    return kept


def trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put the place of an exception into `exception`; one of security is told in its line alone."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    is_refusal = str(event.get("logger", "")).startswith("django.security")
    if isinstance(error, BaseException) and not is_refusal:
        event["exception"] = "".join(_told(error))
    return event


def _told(error: BaseException) -> Iterator[str]:
    """As Python prints it, with the causes first, but for messages that may quote somebody."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _told(cause)
        yield "\nand then:\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    yield f"{kind}: {error}" if isinstance(error, OF_THE_MACHINE) else kind
