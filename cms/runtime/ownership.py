"""Whose the files of the site are."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def refuse_root(folder: Path) -> None:
    """Raise where root works on data that another user's processes must read and write: what root leaves
    there (a database's journal, an image, a log) they could not."""
    if os.geteuid() or not folder.exists():
        return
    status = folder.stat()
    if status.st_uid:
        raise ImproperlyConfigured(
            f"{folder} belongs to user {_name(status.st_uid)}, and root would leave files there that "
            f"the site can't use. Run this as that user: sudo -u {_name(status.st_uid)} …"
        )


def keep_private() -> None:
    """Let what this process writes be its user's alone: folders 0700, files 0600."""
    os.umask(0o077)


def _name(number: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"#{number}"
