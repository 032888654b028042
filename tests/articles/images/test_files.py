"""Files of images are whole or not there, whatever stops their writing; a broken one is found and mended."""

import errno
import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models.signals import post_save
from django.utils import timezone

from articles.images import files, library
from articles.models import Image
from reviews.record import verification
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def path_of(name: str) -> Path:
    return Path(default_storage.path(name))


@pytest.fixture
def image() -> Image:
    return factories.image()


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def repaired() -> str:
    said = StringIO()
    call_command("repair_images", stdout=said, stderr=said)
    return said.getvalue()


def test_a_full_disk_leaves_no_file_under_a_name_that_promises_one(monkeypatch):
    def no_space(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        factories.image()

    assert not Image.objects.exists()
    assert [each for each in Path(default_storage.path("")).rglob("*") if each.is_file()] == []


def test_a_kill_in_the_middle_leaves_no_file_under_a_name_that_promises_one(tmp_path):
    """The process is killed after half of the bytes were written."""
    script = tmp_path / "killed.py"
    script.write_text(
        "import os, signal, django; django.setup()\n"
        "from articles.images import files\n"
        "def kill(descriptor): os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.fsync = kill\n"
        "files._write('images/a/480.webp', b'whole' * 9)\n"
    )
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "PYTHONPATH": str(Path.cwd()),
    }

    ended = subprocess.run([sys.executable, script], env=environment, check=False)

    left = [each.name for each in (tmp_path / "media" / "images" / "a").iterdir()]
    assert ended.returncode == -signal.SIGKILL
    assert "480.webp" not in left
    assert [name.endswith(".part") for name in left] == [True]


@pytest.mark.parametrize("name", ["rendition", "master"])
@pytest.mark.parametrize("how", [half, Path.unlink, lambda path: path.write_bytes(b"")])
def test_sending_the_same_picture_again_mends_what_is_broken(image, name, how):
    picture = library.picture_of(image)
    broken = picture.master if name == "master" else picture.rendition(480, "webp")
    how(path_of(broken))
    assert list(files.damaged(picture)) == [broken]

    again = library.store(factories.picture(), image.uploaded_by)

    assert not again.is_new
    assert list(files.damaged(picture)) == []


def test_verify_names_a_broken_rendition_and_the_command_mends_it(image):
    picture = library.picture_of(image)
    broken = picture.rendition(480, "avif")
    half(path_of(broken))

    [problem] = verification.problems(timezone.localdate())
    said = repaired()

    assert broken in str(problem)
    assert f"Made again: {broken}" in said
    assert list(verification.problems(timezone.localdate())) == []


def test_a_lost_master_is_named_and_nothing_is_invented_for_it(image):
    half(path_of(library.picture_of(image).master))

    with pytest.raises(CommandError, match=r"1 image\(s\) are lost"):
        repaired()
    [problem] = verification.problems(timezone.localdate())
    assert image.key in str(problem)


def test_what_a_kill_left_behind_is_deleted(image):
    part = path_of(library.picture_of(image).master).with_name("480.webp.abc.part")
    part.write_bytes(b"half")

    assert "Half-written files deleted: 1" in repaired()
    assert not part.exists()


def test_an_image_is_never_there_without_the_digests_of_its_files():
    """Not for a moment: a process that is killed in it would leave an image that `verify` accuses."""
    seen = []

    def look(instance: Image, created: bool, **_: object) -> None:
        seen.append((created, dict(instance.digests)))

    post_save.connect(look, sender=Image)
    try:
        image = factories.image()
    finally:
        post_save.disconnect(look, sender=Image)

    assert seen == [(True, image.digests)]
    assert image.digests.keys() == set(library.picture_of(image).files())


def test_one_of_a_process_that_ended_there_is_mended(image):
    Image.objects.update(digests={})
    assert list(library.false_files(Image.objects.get()))

    repaired()

    assert list(library.false_files(Image.objects.get())) == []
