"""root does not leave files that the site can't use."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms.runtime.ownership import refuse_root

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="Only root can give a folder away.")


@only_root
def test_root_is_told_to_be_the_user_whose_the_data_are(tmp_path):
    os.chown(tmp_path, 12345, 12345)

    said = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={**os.environ, "DATA_DIR": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    assert said.returncode != 0
    assert f"{tmp_path} belongs to user #12345" in said.stderr
    assert list(tmp_path.iterdir()) == []


@only_root
def test_root_may_work_on_what_is_its_own(tmp_path):
    refuse_root(tmp_path)
    refuse_root(tmp_path / "missing")


def test_any_other_user_is_not_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    refuse_root(tmp_path)


@only_root
def test_a_user_of_the_machine_is_named(tmp_path):
    os.chown(tmp_path, 1, 1)

    with pytest.raises(ImproperlyConfigured, match="sudo -u daemon"):
        refuse_root(tmp_path)
