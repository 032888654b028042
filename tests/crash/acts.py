"""What people and the site do while a process is killed, and what must hold afterwards.

Each act has three parts, each done by a process of its own: `stage` makes what it needs, `perform` does it
again and again and says each answer that somebody got, `check` looks at what stands after the kill. It must
hold all that was answered, and of the one that was cut off all or nothing.
"""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.bringing_in import sent
from articles.images import library
from articles.library import batches
from articles.models import (
    Image,
    ImportedRecord,
    Reference,
    ReferenceImport,
    Revision,
    TextImport,
)
from articles.models.articles import State
from cms.backups import archive
from cms.models import User
from cms.readers import issues, newsletter
from cms.readers.models import Delivery, Subscriber
from cms.search.models import SearchEntry
from reviews.models import Approval, Event, Notification
from reviews.notifications import mail
from reviews.workflow.context import Inputs
from reviews.workflow.perform import perform
from reviews.workflow.schedule import publish_due
from tests import factories
from tests.crash.processes import Say

AT_ONCE: Final = 3  # texts of one stage; few are through before the kill
SOON: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Act:
    """One thing that is done while a process is killed."""

    name: str
    stage: Callable[[], Any]
    perform: Callable[[Any, Say], None]
    check: Callable[[Any, Sequence[Any]], None]


def _signed_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _client(session: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


# --- autosave ------------------------------------------------------------------------------------------


def _draft() -> Any:
    writer = factories.writer()
    return factories.draft(writer).pk, _signed_in(writer), writer.pk


def _autosave(stage: Any, say: Say) -> None:
    pk, session, writer = stage
    client, typed = _client(session), {"title": "Rest", "version": 1, "writer": writer}
    for number in count(1):
        typed["body"] = f"<p>Rest {number}.</p>"
        answer = client.post(reverse("autosave", args=[pk]), typed)
        assert answer.status_code == 200, answer.content.decode()
        typed["version"] = answer.json()["version"]
        say(number)


def _saved(stage: Any, answered: Sequence[int]) -> None:
    body, last = Revision.objects.get(pk=stage[0]).body, (answered or [0])[-1]
    hoped = {f"<p>Rest {number}.</p>" for number in (last, last + 1)}
    assert body in (hoped if last else {*hoped, "<p>Rest helps.</p>"}), (body, last)


# --- what moves a text: one event each, and the state that it leads to -----------------------------------


def _acting(
    name: str, to: State, before: Callable[[], tuple[User, list[Revision]]], **entered: Any
) -> Act:
    """A transition that somebody posts for one text after the other."""

    def stage() -> Any:
        who, revisions = before()
        for revision in revisions:
            revision.refresh_from_db()
        seen = [(each.pk, {"digest": each.digest, "version": each.version}) for each in revisions]
        return _signed_in(who), seen, revisions[0].state

    def act(stage: Any, say: Say) -> None:
        client = _client(stage[0])
        for pk, seen in stage[1]:
            answer = client.post(reverse("review_action", args=[pk, name]), {**seen, **entered})
            assert answer.status_code == 303, answer.content.decode()
            say(pk)

    def check(stage: Any, answered: Sequence[int]) -> None:
        for pk, _seen in stage[1]:
            revision = Revision.objects.get(pk=pk)
            events = Event.objects.filter(revision=pk, transition=name).count()
            done = revision.state == to
            assert done or revision.state == stage[2], (pk, revision.state)
            assert events == done, (pk, events, revision.state)
            assert done or pk not in answered, (pk, "was answered and is not there")
            _whole(revision, name, done)

    return Act(name, stage, act, check)


def _whole(revision: Revision, name: str, done: bool) -> None:
    if name == "submit":
        assert bool(revision.sealed) == done == hasattr(revision, "round")
    if name == "approve":
        assert Approval.objects.filter(revision=revision).count() == done
    if name == "publish":
        assert SearchEntry.objects.filter(article=revision.article).count() == done
        page = Client().get(revision.article.get_absolute_url(), headers={"host": "localhost"})
        assert page.status_code == (200 if done else 404)


def _drafts() -> tuple[User, list[Revision]]:
    writer, topic = factories.writer(), factories.topic()
    return writer, [factories.draft(writer, topic=topic) for _ in range(AT_ONCE)]


def _in_review() -> tuple[User, list[Revision]]:
    doctor, (_writer, drafts) = factories.reviewer(), _drafts()
    return doctor, [factories.assigned(each, to=doctor) for each in drafts]


def _approved() -> tuple[User, list[Revision]]:
    doctor, (_writer, drafts) = factories.reviewer(), _drafts()
    return factories.editor(), [factories.approved(each, by=doctor) for each in drafts]


SIGNED: Final = {
    "comment": "I checked every statement.",
    "interests": "None.",
    "scope": "full",
    "password": factories.PASSWORD,
}


# --- a file of works, sent on the page and entered by the worker ----------------------------------------


def _ris(number: int, works: int) -> bytes:
    lines = "TY  - JOUR\nTI  - Rest {0}-{1}\nAU  - Moyo, A\nPY  - 2020\nDO  - 10.1000/{0}.{1}\nER  - \n\n"
    return "".join(lines.format(number, work) for work in range(works)).encode()


def _someone_who_imports() -> Any:
    return _signed_in(factories.writer()), ReferenceImport.objects.count()


def _import(stage: Any, say: Say) -> None:
    client = _client(stage[0])
    for number in count(stage[1] * 100):
        file = SimpleUploadedFile(f"{number}.ris", _ris(number, 120))
        answer = client.post(reverse("reference_import"), {"file": file, "whole": "1"})
        assert answer.status_code == 302, answer.content.decode()
        say(number)
        _worker()


def _imported(stage: Any, answered: Sequence[int]) -> None:
    for number in answered:
        ReferenceImport.objects.get(name=f"{number}.ris")
    _go_on(batches, ReferenceImport.objects.all())
    for batch in ReferenceImport.objects.all():
        assert batch.state == batches.State.DONE, (batch.name, batch.state, batch.said)
        number = batch.name.removesuffix(".ris")
        assert ImportedRecord.objects.filter(batch=batch).count() == 120
        works = Reference.objects.filter(csl__title__startswith=f"Rest {number}-").count()
        assert works == 120, (number, works)


# --- a long text, sent on the page and read by the worker -----------------------------------------------


def _copy(number: int) -> bytes:
    lines = "\n\n".join(f"Rest of {day} days helped in trial {number}." for day in range(1, 200))
    return f"Rest {number}\n\n{lines}\n".encode()


def _long_import(stage: Any, say: Say) -> None:
    sent.AT_ONCE = 0  # every text is a long one
    client = _client(stage[0])
    for number in count(stage[1] * 100):
        file = SimpleUploadedFile(f"{number}.txt", _copy(number))
        answer = client.post(reverse("articles_import"), {"texts": file})
        assert answer.status_code == 200, answer.content.decode()
        say(number)
        _worker()


def _someone_with_a_long_text() -> Any:
    return _signed_in(factories.writer()), TextImport.objects.count()


def _long_imported(stage: Any, answered: Sequence[int]) -> None:
    for number in answered:
        TextImport.objects.get(name=f"{number}.txt")
    _go_on(sent, TextImport.objects.all())
    for text in TextImport.objects.all():
        assert text.state == sent.State.DONE, (text.name, text.state, text.said)
        number = text.name.removesuffix(".txt")
        assert Revision.objects.filter(title=f"Rest {number}").count() == 1, number
        assert "199 days" in Revision.objects.get(title=f"Rest {number}").body


def _go_on(by: Any, files: QuerySet[Any]) -> None:
    """What broke off, read to its end: the clock hands it over again, long after the worker's last word."""
    now = timezone.now()
    files.filter(state__in=files.model.UNDER_WAY).update(moved_at=now - 2 * by.STILL)
    by.hand_over_still(now)
    _worker()


def _worker() -> None:
    """What waits for the worker, by its own command."""
    call_command("db_worker", batch=True, reload=False, interval=0, verbosity=0)


# --- pictures ------------------------------------------------------------------------------------------


def _someone_with_pictures() -> Any:
    return _signed_in(factories.writer())


def _upload(stage: Any, say: Say) -> None:
    client = _client(stage)
    while True:
        colour = tuple(os.urandom(3))
        file = SimpleUploadedFile("rest.png", factories.picture(700, 500, colour))
        answer = client.post(reverse("image_upload"), {"file": file})
        assert answer.status_code == 201, answer.content.decode()
        say(answer.json()["key"])


def _uploaded(stage: Any, answered: Sequence[str]) -> None:
    for key in answered:
        image = Image.objects.get(key=key)
        picture = library.picture_of(image)
        small = [picture.rendition(width, "webp") for width in picture.widths]
        for name in (picture.master, *small):
            page = Client().get(f"/media/{name}", headers={"host": "localhost"})
            assert page.status_code == 200, name
    call_command("repair_images", verbosity=0, stdout=StringIO())
    root = Path(settings.MEDIA_ROOT)
    assert not [path for path in root.rglob("*") if path.suffix in {".part", ".tmp"}]


# --- the newsletter ------------------------------------------------------------------------------------


def _subscribers() -> Any:
    """An issue that comes next week has what is published now."""
    Delivery.objects.all().delete()
    issues.Issue.objects.all().delete()
    Subscriber.objects.all().delete()
    factories.published()
    addresses = [f"reader{number}.{os.urandom(4).hex()}@example.org" for number in range(30)]
    for address in addresses[:20]:
        newsletter.subscribe(address, timezone.now())
    return addresses


def _newsletter(stage: Any, say: Say) -> None:
    client = Client(headers={"host": "localhost"})
    next_week = timezone.now() + timedelta(days=7)
    for address in stage[20:]:
        key = newsletter.signing.dumps(address, salt=newsletter.SALT)
        answer = client.post(reverse("newsletter_confirm", args=[key]))
        assert answer.status_code in (200, 302, 303), answer.content.decode()
        say(address)
    issues.make_due(next_week)
    issues.hand_over_due(next_week)
    _worker()


def _told(stage: Any, answered: Sequence[str]) -> None:
    next_week = timezone.now() + timedelta(days=7)
    for address in answered:
        assert Subscriber.objects.filter(address=address).count() == 1, address
    issues.make_due(next_week)
    for step in range(4):  # what a dead worker held comes back after its time
        issues.hand_over_due(next_week + step * 2 * mail.GRACE)
        _worker()
    left = Delivery.objects.exclude(mail=Delivery.Mail.SENT)
    assert not left, [(each.subscriber.address, each.mail, each.error) for each in left]
    sent = _mails()
    for address in stage[:20]:
        assert Delivery.objects.filter(subscriber__address=address).count() == 1
        # one mail may have gone before its worker died; its second copy has the same Message-ID
        assert 1 <= sent[address] <= 2, (address, sent[address])
    assert sum(sent[address] - 1 for address in stage[:20]) <= 1


def _mails() -> Counter[str]:
    found: Counter[str] = Counter()
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        for line in path.read_text().splitlines():
            if line.startswith("To: "):
                found[line.removeprefix("To: ")] += 1
    return found


# --- the clock and the worker, twice at once --------------------------------------------------------------


def _scheduled() -> Any:
    editor, approved = _approved()
    for revision in approved:
        perform("schedule", revision, editor, Inputs(publish_at=timezone.now() + SOON))
    return [revision.pk for revision in approved]


def _go_round(stage: Any, say: Say) -> None:
    """Two clocks and a worker each."""
    second = os.fork()
    for outcome in publish_due(timezone.now() + 2 * SOON):
        if not outcome.error and second:
            say(outcome.revision.pk)
    mail.hand_over_due(timezone.now())
    _worker()
    if not second:
        os._exit(0)
    os.waitpid(second, 0)


def _gone_round(stage: Any, answered: Sequence[int]) -> None:
    _settled(stage)
    publish_due(timezone.now() + 2 * SOON)
    for pk in stage:
        assert Revision.objects.get(pk=pk).state == State.PUBLISHED
        assert Event.objects.filter(revision=pk, transition="publish").count() == 1
    told = Counter(Notification.objects.values_list("recipient", "address", "occasion"))
    assert not [each for each, times in told.items() if times > 1]


def _settled(stage: Any) -> None:
    """What was said must stand before anything is done again."""
    for pk in stage:
        published = Revision.objects.get(pk=pk).state == State.PUBLISHED
        assert Event.objects.filter(revision=pk, transition="publish").count() == published


# --- backups -------------------------------------------------------------------------------------------


def _something_to_keep() -> Any:
    factories.published()
    folder = Path(settings.BACKUP_DIR)
    for path in folder.glob("*"):
        path.unlink()
    return str(folder), User.objects.count()


def _backup(stage: Any, say: Say) -> None:
    folder, _people = stage
    for number in count(1):
        path = Path(folder) / f"{number:04}.attest"
        call_command("backup", str(path), stdout=StringIO(), stderr=StringIO())
        say(path.name)


def _kept(stage: Any, answered: Sequence[str]) -> None:
    folder, people = stage
    names = {path.name for path in Path(folder).glob("*.attest")}
    assert set(answered) <= names
    for name in names:
        with archive.reading(Path(folder) / name, "") as backup:
            held = sum(1 for _line in backup.lines("tables/cms.User.jsonl"))
        assert held >= people, (name, held)


ACTS: Final = (
    Act("autosave", _draft, _autosave, _saved),
    _acting("submit", State.IN_REVIEW, _drafts),
    _acting("approve", State.APPROVED, _in_review, **SIGNED),
    _acting("publish", State.PUBLISHED, _approved, password=factories.PASSWORD),
    Act("import", _someone_who_imports, _import, _imported),
    Act("long import", _someone_with_a_long_text, _long_import, _long_imported),
    Act("upload", _someone_with_pictures, _upload, _uploaded),
    Act("newsletter", _subscribers, _newsletter, _told),
    Act("clocks", _scheduled, _go_round, _gone_round),
    Act("backup", _something_to_keep, _backup, _kept),
)
