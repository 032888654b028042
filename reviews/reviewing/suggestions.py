"""What the system can tell of a text by itself, line by line: hints that a reviewer confirms or not.

JAMA benchmarks: Silberg and others, 1997. DISCERN: Charnock and others, 1999. Reading level:
Flesch-Kincaid (Kincaid and others, 1975), with syllables counted by groups of vowels.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.disclaimers import shown_on
from articles.models import Byline, Person, Revision, Wording
from articles.retractions import marks, standings
from articles.sealing import rendering, seal
from articles.text import cleaner

EASY_GRADE = 9
UNSURE = re.compile(
    r"\b(?:uncertain|unclear|unknown|not known|no trials?|limited evidence)\b", re.I
)
MENTIONS = {
    "pregnancy": r"pregnan|breast-?feed",
    "children": r"child|adolescen|infant|older (?:people|adults)",
    "interactions": r"interact|together with|combin",
    "overdose": r"overdos|poison|too much",
    "dependence": r"dependen|withdraw|addict",
    "legal": r"\blegal|\blaws?\b|\bbann|controlled",
    "approval": r"approv|licen[cs]ed|not a medicine",
    "alternatives": r"alternativ|instead|other (?:treatments|options|ways)",
}


@dataclass(frozen=True)
class Suggestion:
    """An answer, and the facts that it rests on; without an answer, that nothing was looked at."""

    answer: str
    because: str


@dataclass(frozen=True)
class Facts:
    """A sealed text as readers see it and as far as it is counted; each part is made once."""

    revision: Revision

    @cached_property
    def text(self) -> seal.Text:
        return seal.text_of(self.revision)

    @cached_property
    def rendered(self) -> rendering.Rendered:
        """In the language of the text, whatever the desk speaks."""
        with translation.override(self.revision.language):
            rendered = rendering.render(self.text)
            keys = [source.entry.key for source in rendered.sources]
            found = standings.of_keys(keys) if keys else {}
            return marks.marked(rendered, found, standings.reasons_of(self.revision.article, found))

    @cached_property
    def disclaimers(self) -> list[Wording]:
        """Those around it, as the reading site would show them today."""
        revision, today = self.revision, timezone.localdate()
        return shown_on(revision.article, revision, today, topic=revision.topic)

    @property
    def prose(self) -> str:
        return str(cleaner.parse(self.text.body).text_content())

    @property
    def citations(self) -> int:
        return sum(len(source.places) for source in self.rendered.sources)


def suggestions(facts: Facts) -> dict[str, Suggestion]:
    """Hints by the key of their line, for those lines of which the stored facts say something.

    Of a text in another language than English none that rests on its words: ours are English.
    """
    found = {key: rule(facts) for key, rule in RULES.items()}
    if facts.revision.language != "en":
        return found
    found |= {key: rule(facts) for key, rule in OF_ENGLISH.items()}
    prose = facts.prose
    return {**found, **{key: _mentioned(words, prose) for key, words in MENTIONS.items()}}


def reading_grade(prose: str) -> float:
    """The school year that a text needs, by Flesch and Kincaid; 0 for no words."""
    words = re.findall(r"[^\W\d_]+", prose)
    if not words:
        return 0
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", prose)))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower()))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _authorship(facts: Facts) -> Suggestion:
    named = [each.name for each in facts.text.bylines if each.role == Byline.Role.WRITER]
    return _yes_if(
        bool(named),
        _("Named: %(names)s.") % {"names": ", ".join(named)},
        _("Nobody is named as the writer."),
    )


def _attribution(facts: Facts) -> Suggestion:
    count = len(facts.rendered.sources)
    told = ngettext(
        "%(count)d source, cited %(times)d times.",
        "%(count)d sources, cited %(times)d times.",
        count,
    ) % {"count": count, "times": facts.citations}
    return _yes_if(count > 0, told, _("No source is cited."))


def _disclosure(facts: Facts) -> Suggestion:
    slugs = [each.slug for each in facts.text.bylines]
    silent = Person.objects.filter(slug__in=slugs, interests="").values_list("name", flat=True)
    return _yes_if(
        not silent,
        _("Everybody named has declared interests."),
        _("Not declared: %(names)s.") % {"names": ", ".join(silent)},
    )


def _currency(facts: Facts) -> Suggestion:
    return Suggestion("", _("Not checked: look at the dates on the page yourself."))


def _sources_are_clear(facts: Facts) -> Suggestion:
    per_thousand = 1000 * facts.citations / max(1, facts.rendered.words)
    score = 1 if not facts.citations else min(5, 2 + int(per_thousand / 3))
    return Suggestion(
        str(score), _("%(count)d citations to 1,000 words.") % {"count": round(per_thousand)}
    )


def _dates_are_clear(facts: Facts) -> Suggestion:
    """DISCERN 5, as far as it is counted: how many of the sources say when they are from."""
    sources = facts.text.references
    if not sources:
        return Suggestion("1", _("No source is cited."))
    dated = sum(bool(each.get("issued")) for each in sources)
    told = ngettext(
        "%(dated)d of %(count)d source carries a date.",
        "%(dated)d of %(count)d sources carry a date.",
        len(sources),
    ) % {"dated": dated, "count": len(sources)}
    return Suggestion(str(1 + 4 * dated // len(sources)), told)


def _uncertainty(facts: Facts) -> Suggestion:
    count = len(UNSURE.findall(facts.prose))
    return Suggestion(str(min(5, 1 + count)), _("Words of doubt: %(count)d.") % {"count": count})


def _no_retraction(facts: Facts) -> Suggestion:
    """By the newest list of Retraction Watch; before the first nobody looked."""
    as_of = standings.as_of()
    if as_of is None:
        return Suggestion("", _("Not checked: no list of retractions has been read."))
    marked = [str(each.number) for each in facts.rendered.sources if each.standing]
    day = date_format(as_of, "DATE_FORMAT")
    if marked:
        told = _("Retracted or doubted: %(numbers)s.") % {"numbers": ", ".join(marked)}
        return Suggestion("no", told)
    none = _("None is listed in the snapshot of Retraction Watch of %(day)s.") % {"day": day}
    unnamed = [csl for csl in facts.text.references if not (csl.get("DOI") or csl.get("PMID"))]
    if not unnamed:
        return Suggestion("yes", none)
    left = ngettext(
        "%(count)d source has neither DOI nor PMID and could not be looked up.",
        "%(count)d sources have neither DOI nor PMID and could not be looked up.",
        len(unnamed),
    )
    return Suggestion("", f"{none} {left % {'count': len(unnamed)}}")


def _disclaimers(facts: Facts) -> Suggestion:
    shown = [str(each.disclaimer) for each in facts.disclaimers]
    told = _("Shown: %(notices)s.") % {"notices": ", ".join(shown)}
    return _yes_if(bool(shown), told, _("No notice stands on the page."))


def _readability(facts: Facts) -> Suggestion:
    grade = reading_grade(facts.prose)
    told = _("%(words)s words, reading level of school year %(grade).0f.") % {
        "words": f"{facts.rendered.words:,}",
        "grade": grade,
    }
    return _yes_if(grade <= EASY_GRADE, told, told)


def _mentioned(words: str, prose: str) -> Suggestion:
    count = len(re.findall(words, prose, re.I))
    told = ngettext("Mentioned %(count)d time.", "Mentioned %(count)d times.", count)
    return _yes_if(count > 0, told % {"count": count}, _("The text has no word of it."))


def _yes_if(holds: bool, because: str, why_not: str) -> Suggestion:
    return Suggestion("yes", because) if holds else Suggestion("no", why_not)


RULES: dict[str, Callable[[Facts], Suggestion]] = {
    "jama-authorship": _authorship,
    "jama-attribution": _attribution,
    "jama-disclosure": _disclosure,
    "jama-currency": _currency,
    "discern-4": _sources_are_clear,
    "discern-5": _dates_are_clear,
    "retracted": _no_retraction,
    "disclaimers": _disclaimers,
}
OF_ENGLISH: dict[str, Callable[[Facts], Suggestion]] = {
    "discern-8": _uncertainty,
    "readability": _readability,
}
