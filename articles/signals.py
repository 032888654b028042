"""What others hear of articles: those who stand above, and a site's own code. There is no other bus.

Each signal is sent with `send` within the transaction of the change, when all its rows are written. So
a receiver may read the new state and write rows of its own, which stand or fall with the change: what
it raises undoes all. What can't be undone (a mail, a page dropped from memory) it leaves to
`transaction.on_commit`. It may not change the article that it hears of. Connect it in the `ready` of an
`AppConfig`:

    article_changed.connect(tell_the_portal)

    def tell_the_portal(article: Article, comes_or_goes: bool, **_: Any) -> None: ...

Rows without a moment of their own in the workflow (a topic, a person, a disclaimer) are heard of by
Django's signals of models.
"""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from django.db import models, transaction
from django.dispatch import Signal

Row = TypeVar("Row", bound=models.Model)

article_changed: Final = Signal()
"""Readers may now find an article otherwise: its text, state, review, address, topic or tags.

The sender is `Article`. `article` is the article as it now is; `comes_or_goes` says that readers find
one article more or less: nothing of it stood published before, or nothing does now.
"""

bylines_changed: Final = Signal()
"""Others stand under a title, or no longer. The sender is `Article`, `article` the one.

`user` is who did it, None where it was done by no account; `added` are pairs of person and role,
`removed` are people.
"""

comment_answered: Final = Signal()
"""Somebody answered in a discussion. The sender is `Comment`, `comment` the answer.

A receiver that tells people returns a sentence that says whom; the writer of the answer reads it.
"""

draft_discussed: Final = Signal()
"""Somebody said something about a draft to the others who write it. The sender is `DraftComment`.

`comment` is what was said, `mentioned` whom it names. A receiver that tells people returns a sentence that
says whom; who said it reads that. A note to oneself is never heard of.
"""

changes_suggested: Final = Signal()
"""Somebody handed changes of a draft over to those who write it. The sender is `SuggestedText`.

`suggested` is the one, `user` its maker. A receiver that tells people returns a sentence that says whom.
"""

changes_settled: Final = Signal()
"""The last of what somebody suggested was taken or refused. The sender is `SuggestedText`.

`suggested` is the one, `user` who settled the last of it. A receiver returns as that of `changes_suggested`.
"""

source_changed: Final = Signal()
"""A work of the library was retracted, doubted, corrected or reinstated, or no longer is.

The sender is `Reference`. `reference` is the work; `before` and `after` are how it stands
(`articles.references.standing.Standing`), None where nothing holds against it.
"""

rows_changing: Final = Signal()
"""Rows of the sender are about to be written by `update`. `columns` are the names of those that change.

A receiver that answers True wants to hear by `rows_changed` which rows it were.
"""

rows_changed: Final = Signal()
"""Rows of the sender were written by `update` or `bulk_create`, which Django tells nobody of.

`pks` are the keys of the rows; some may be as they were. `created` says that none of them stood before.
"""

kept_asked: Final = Signal()
"""Asks what of all that is kept of sealed texts is not true, for `verify`.

Whoever keeps something answers with an iterator of pairs: which row, and what is wrong with it.
"""

identity_asked: Final = Signal()
"""Asks what the site is called and wears; whoever keeps that answers with an `articles.identity.Identity`."""


class TellingQuerySet(models.QuerySet[Row]):
    """Tells of what is written past `save`, of rows that somebody above keeps a record of."""

    def update(self, **columns: Any) -> int:
        if not any(said for _, said in rows_changing.send(self.model, columns=columns.keys())):
            return super().update(**columns)
        with transaction.atomic(using=self.db, savepoint=False):
            pks = list(self.order_by().values_list("pk", flat=True))
            changed = super().update(**columns) if pks else 0
            if changed:
                rows_changed.send(self.model, pks=pks, created=False)
        return changed

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        with transaction.atomic(using=self.db, savepoint=False):
            made = super().bulk_create(objs, *args, **options)
            if pks := [row.pk for row in made if row.pk is not None]:
                created = not (options.get("ignore_conflicts") or options.get("update_conflicts"))
                rows_changed.send(self.model, pks=pks, created=created)
        return made
