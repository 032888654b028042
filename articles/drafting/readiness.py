"""The facts about a draft that `articles.drafting.findings` judges, and what it finds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.disclaimers import shown_on
from articles.drafting.evidence import gates
from articles.drafting.evidence.gates import ADVICE, Gates, Grounds
from articles.drafting.evidence.grounds import grounds
from articles.drafting.findings import Beside, EditorPlace, Facts, Finding, findings
from articles.images import library
from articles.models import Article, Byline, Image, Reference, Revision, Wording
from articles.references.standing import Standing
from articles.retractions import standings
from articles.sealing import seal
from articles.text import cleaner
from articles.text.citations import cited_keys


@dataclass(frozen=True)
class Readiness:
    """A text with all that stands around it: works, names and images, and what it rests on.

    `gates` say how strictly it has to rest on something: the policy of its topic knows.
    """

    revision: Revision
    gates: Gates = ADVICE

    @property
    def article(self) -> Article:
        return self.revision.article

    @cached_property
    def findings(self) -> list[Finding]:
        return [*findings(self.facts), *gates.findings(self.grounds, self.gates)]

    @cached_property
    def grounds(self) -> Grounds:
        cited = self.facts.works.values()
        return replace(grounds(self.revision), works=tuple(work.csl for work in cited))

    @cached_property
    def facts(self) -> Facts:
        text, cited = self.revision, set(cited_keys(self.revision.body))
        return Facts(
            text=text,
            has_author=bool(self._signatures or self.article.about),
            works={work.key: work for work in self._works if work.key in cited},
            gathered=tuple(work for work in self._works if work.key not in cited),
            images=self._images,
            beside=tuple(self._beside()),
            is_about_site=bool(self.article.about),
            fallen=self._fallen,
        )

    @cached_property
    def _fallen(self) -> dict[str, Standing]:
        """How cited works stand that readers must know of, but for those acknowledged as they stand."""
        keys = set(cited_keys(self.revision.body)) & {work.key for work in self._works}
        if not (found := standings.of_keys(keys) if keys else {}):
            return {}
        said = standings.reasons_of(self.article, found)
        return {
            key: standing
            for key, standing in found.items()
            if standing.is_grave and key not in said
        }

    @cached_property
    def text(self) -> seal.Text:
        """What the seal would cover if the text were sealed as it is now."""
        markup = cleaner.clean(self.revision.body)
        return seal.put_together(
            self.revision,
            markup,
            {work.key: work.csl for work in self._works},
            self._signatures,
            tuple(
                library.picture_of(self._images[key])
                for key in library.shown_keys(markup, self.revision.lead_image)
                if key in self._images
            ),
        )

    def _beside(self) -> Iterator[Beside]:
        for person in {byline.person: None for byline in self.bylines}:
            told = {"name": person.name}
            shown = "\n".join([person.post_nominals, person.occupation, person.biography])
            yield Beside(
                _("The profile of %(name)s") % told, shown, EditorPlace("bylines-0-person")
            )
        for wording in self.disclaimers:
            said = _("The notice “%(title)s”") % {"title": wording.title}
            yield Beside(said, f"{wording.title}\n{wording.text}", EditorPlace("tags"))

    @cached_property
    def disclaimers(self) -> list[Wording]:
        """What readers of the article see today."""
        today = timezone.localdate()
        return shown_on(self.article, self.revision, today, topic=self.revision.topic)

    @cached_property
    def _works(self) -> list[Reference]:
        """Those that the body cites, and those gathered for the article."""
        cited = Q(key__in=cited_keys(self.revision.body))
        return list(Reference.objects.filter(cited | Q(pk__in=self.article.shelf.values("pk"))))

    @cached_property
    def _signatures(self) -> tuple[seal.Signature, ...]:
        return seal.signatures(self.bylines)

    @cached_property
    def bylines(self) -> list[Byline]:
        """The names under the title."""
        return seal.bylines(self.article)

    @cached_property
    def _images(self) -> dict[str, Image]:
        keys = library.shown_keys(self.revision.body, self.revision.lead_image)
        found: Iterable[Image] = Image.objects.filter(key__in=keys) if keys else []
        return {image.key: image for image in found}
