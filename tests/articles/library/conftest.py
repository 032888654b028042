"""Services that works are looked up at."""

from tests.services import services

__all__ = ["services"]
