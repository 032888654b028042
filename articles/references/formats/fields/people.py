"""Names of people and organisations as other programs write them.

RIS asks for one person a line, “Family, Given, Suffix” (the suffix stands third); MEDLINE puts it behind
the given names (nlm.nih.gov/bsd/mms/medlineelements.html, FAU). Files in use do otherwise in a few ways,
which are told apart here by their form; what can't be told is kept as it stands and said.
"""

import re
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from articles.references.csl import CSL, INCOMPLETE
from articles.references.formats.fields import markup

OTHERS: Final = re.compile(r"(?:and\s+)?(?:et\.? al\.?|others|\.\.\.|…)", re.IGNORECASE)
ET_AL_BEHIND: Final = re.compile(r"[,;]?\s+(?:et\.? al\.?|and others)$", re.IGNORECASE)
# behind a given name that is written out: initials may look like a degree
DEGREE: Final = re.compile(
    r"(?<=[a-zà-öø-ÿ])(?:\s+(?:Ph\.?\s?D|M\.?D|D\.?O|M\.?P\.?H|M\.?Sc|B\.?Sc|Dr\.?P\.?H|Pharm\.?D|MBBS|FRCP|R\.?N)\b\.?)+$"
)
ROLE: Final = re.compile(
    r"\s*\((?:eds?|editors?|hrsg|hg|coord|trans|translators?|comps?)\.?\)$", re.IGNORECASE
)
ANONYMOUS: Final = re.compile(r"\[?anon(?:ymous)?\.?\]?", re.IGNORECASE)
ORCID: Final = re.compile(r"[;,(\s]*\bORCID:?\s*(?:https?://\S+|\d{4}-\S+)", re.IGNORECASE)
INITIALS: Final = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ-]{0,3}")
DOTTED: Final = re.compile(r"(?:[^\W\d_]{1,2}\.[\s-]?)+")
FAMILY_AND_INITIALS: Final = re.compile(
    rf"([^\d,;]*[^\W\d_][a-zà-öø-ÿ'’-][^\d,;]*?)\s+({DOTTED.pattern}|[A-ZÀ-ÖØ-Þ-]{{1,4}})"
)
# “J. K. Smith” of IEEE Xplore; “U.S. Congress” is nobody's name
INITIALS_BEFORE: Final = re.compile(
    r"(?!(?:U\.\s?[SKN]|E\.\s?U|W\.\s?H)\.)((?:[^\W\d_a-z]\.[\s-]?){1,4})"
    r"((?:(?:de|del|der|den|di|da|la|le|van|von|ten|ter)\s)*[^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+)?)"
)
JOINED: Final = re.compile(r",?\s+(?:and|&)\s+")
# sure wherever it stands; a single Roman letter may as well be an initial
SUFFIX: Final = re.compile(r"(?:Jr|Sr|[2-9](?:nd|rd|th)|II|III|IV|VI{1,3})\.?", re.IGNORECASE)
THIRD: Final = re.compile(r"(?:Jr|Sr|[IVX]+|[2-9](?:nd|rd|th)|M\.?D|Ph\.?D)\.?", re.IGNORECASE)
SUFFIX_BEHIND: Final = re.compile(r"(.+?)\s+((?:[JS]r|[2-9](?:nd|rd|th)|I{2,3}|IV)\.?)")
PARTICLES: Final = frozenset(
    """
    a al af av da dal das de del della den der des di do dos du e el ibn la las le los o ten ter
    van von y zu zum zur vom
    """.split()  # noqa: SIM905
)
ORGANISATION: Final = re.compile(
    r"\b(?:academ(?:y|ies)|administration|agency|alliance|associat(?:es|ion)|authority|board"
    r"|bureau|cent(?:er|re)s?|clinic|coalition|cochrane|collaborat(?:ion|ive|ors)|college"
    r"|commission|committee|company|consortium|corporation|council|department|directorate"
    r"|federation|force|foundation|gmbh|government|groups?|hospital|inc|initiative|institut\w*"
    r"|investigators|laborator(?:y|ies)|league|library|limited|llc|ltd|ministry|network|office"
    r"|organi[sz]ation|panel|partnership|press|program(?:me)?|project|registry|school|service"
    r"|societ(?:y|e|é)|task|team|trialists|trust|union|univers\w+|workgroup)\b",
    re.IGNORECASE,
)
# of these words, some people are called so: “Michael Force” is a person
SURNAMES: Final = re.compile(
    r"board|cent(?:er|re)|college|company|force|hospital|league|library|office|press|project|school"
    r"|service|task|team|trust|union",
    re.IGNORECASE,
)


def name(written: str) -> CSL:
    """One person or organisation: “Family, Given”, “Family, Given, Jr”, “Family, Jr, Given”, “Family F.M.”.

    Without a comma or dotted initials it is an organisation, and so is what stands in braces, ends in a
    comma (EndNote, which doubles those within: “Department of Rest,, Oslo”) or speaks of itself as one.
    {} of nothing.
    """
    written = " ".join(written.split())
    if body := _body(written):
        return _literal(body)
    parts = [part for part in (each.strip() for each in written.split(",")) if part]
    if not parts:
        return {}
    if len(parts) == 1:
        return _without_comma(parts[0])
    family, *rest = parts
    suffix = ""
    if len(rest) > 1 and THIRD.fullmatch(rest[-1]):
        suffix = rest.pop()
    elif SUFFIX.fullmatch(rest[0]) and (
        len(rest) > 1 or rest[0].rstrip(".").lower() in {"jr", "sr"}
    ):
        suffix = rest.pop(0)
    given = " ".join(rest)
    if not suffix and (behind := SUFFIX_BEHIND.fullmatch(given)):
        given, suffix = behind.groups()
    return _person(family, given, suffix)


def _body(written: str) -> str:
    """The name of an organisation without what marks it as one; "" where nothing does."""
    if written.startswith("{") and written.endswith("}"):
        return written.strip("{} ")
    if ",," in written or (written.endswith(",") and written.count(",") == 1):
        return re.sub(",+", ",", written).rstrip(", ")
    return written if is_organisation(written) else ""


def names(written: str) -> tuple[list[CSL], list[str]]:
    """Who stands on one line, and what to check: the formats want a line each, and get several.

    “;” always parts them. “and” does between two persons. Of “Family, Given, Family, Given” each pair
    is one; of several “Given Family” each, which is said, because a comma may mean either.
    """
    found: list[CSL] = []
    warnings: list[str] = []
    plain = ORCID.sub("", markup.plain(written))
    if plain != markup.plain(written):
        warnings.append(_("The ORCID of an author was left out: a reference has no place for it."))
    for piece in _unbraced(plain, ";"):
        if OTHERS.fullmatch(piece.strip()) or OTHERS.fullmatch(piece.replace(",", "").strip()):
            found.append(_literal("et al"))
            continue
        piece, left = _without_role(piece)
        piece, more = _without_degree(piece)
        warnings += [*left, *more]
        if ends := ET_AL_BEHIND.search(piece):
            piece = piece[: ends.start()]
        one, said = _on_a_line(piece)
        found += [*one, *([_literal("et al")] if ends else [])]
        warnings += said or (_kept_whole(piece) if one == [_literal(piece.strip())] else [])
    return [each for each in found if each], warnings


def family_first(written: str) -> CSL:
    """“Smith JA” in a format that wants “J. A. Smith”; {} where the last word is no initials."""
    parted = initials_behind(" ".join(written.split()))
    return _person(*parted) if parted else {}


def medline_name(written: str) -> CSL:
    """“Olsen EO”, “King ML Jr”: family and initials, without a comma."""
    written = " ".join(written.split())
    if "," in written:
        return name(written)
    suffix = ""
    if behind := SUFFIX_BEHIND.fullmatch(written):
        written, suffix = behind.groups()
    family, _space, initials = written.rpartition(" ")
    if not family or not INITIALS.fullmatch(initials):
        return _literal(" ".join(filter(None, [written, suffix])))
    return _person(family, initials, suffix)


def is_organisation(written: str) -> bool:
    """Whether a name without braces speaks of itself as one: “World Health Organization, Geneva”.

    One word before a comma is a family name whatever it means (“Center, Rebecca”), and so is any
    with initials behind it.
    """
    first, _comma, rest = written.partition(",")
    if not ORGANISATION.search(first) or DOTTED.fullmatch(rest.strip()):
        return False
    words = first.split()
    if len(words) == 2 and not rest.strip() and SURNAMES.fullmatch(words[1]):
        return False
    return (not rest.strip() and len(words) > 1) or (
        len(words) > 1
        and words[0].lower() not in PARTICLES
        and not INITIALS.fullmatch(rest.strip())
    )


def given_first(written: str) -> CSL:
    """“Ana Paula de Souza”: the family is what stands last, with its particles. Somebody must check it."""
    words = written.split()
    start = next(
        (place for place, word in enumerate(words) if place and word.lower() in PARTICLES),
        len(words) - 1,
    )
    return _person(" ".join(words[start:]), " ".join(words[:start]))


def put_authors(work: CSL, found: Iterable[CSL], role: str = "author") -> list[str]:
    """Put names into a work; “et al.” at their end is kept as what it says. Returns warnings."""
    kept = [each for each in found if each and not ANONYMOUS.fullmatch(each.get("literal", ""))]
    complete = [each for each in kept if not OTHERS.fullmatch(each.get("literal", ""))]
    if complete:
        work[role] = complete
    if role != "author" or len(complete) == len(kept):
        return []
    work["note"] = "\n".join(filter(None, [INCOMPLETE, work.get("note")]))
    return [_("The list of authors ends in “et al.”: the entry shows it so.")]


def add_note(work: CSL, line: str) -> None:
    """One more line of what an entry notes of its work."""
    if line.strip():
        work["note"] = "\n".join(filter(None, [work.get("note"), " ".join(line.split())]))


def _on_a_line(written: str) -> tuple[list[CSL], list[str]]:
    written = " ".join(written.split())
    if not written or is_organisation(written) or written.startswith("{"):
        return [name(written)], []
    joined = JOINED.split(written)
    if len(joined) > 1 and all(_is_a_person(each) for each in joined):
        parted = [_on_a_line(each) for each in joined]
        return [one for each, _said in parted for one in each], parted[0][1]
    if before := INITIALS_BEFORE.fullmatch(written):
        said = _("“%(name)s” was read as initials and a family name: check it.")
        return [_person(before[2], before[1].strip())], [said % {"name": written}]
    parts = [part.strip() for part in written.split(",") if part.strip()]
    if len(parts) > 1 and all(initials_behind(part) for part in parts):
        return [_without_comma(part) for part in parts], []
    if len(parts) < 3 or any(THIRD.fullmatch(part) for part in parts):
        return [name(written)], []
    check = _("Several authors stood on one line, with commas: check how they were parted.")
    if all(_is_given_and_family(part) for part in parts):
        return [given_first(part) for part in parts], [check]
    if len(parts) % 2 == 0:
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return [_person(family, given) for family, given in pairs], [check]
    said = _("The authors on one line could not be parted: write each on a line of its own.")
    return [_literal(written)], [said]


def _unbraced(written: str, separator: str) -> list[str]:
    """Parted at a separator, but not within braces."""
    return re.split(rf"\s*{separator}\s*(?![^{{}}]*\}})", written)


def _without_degree(written: str) -> tuple[str, list[str]]:
    """“Smith, John PhD” without what would print as initials, and what was left out."""
    family, comma, given = written.partition(",")
    degree = DEGREE.search(given)
    if not degree:
        return written, []
    said = _("The degree “%(degree)s” was left out of a name.") % {"degree": degree[0].strip()}
    return f"{family}{comma}{given[: degree.start()]}", [said]


def _without_role(written: str) -> tuple[str, list[str]]:
    """“Smith, J. (Ed.)” without the word, which is said: it may be that this is no author."""
    role = ROLE.search(written)
    if not role:
        return written, []
    said = _("“%(role)s” was left out of a name: check whether it stands among the right people.")
    return written[: role.start()], [said % {"role": role[0].strip()}]


def _kept_whole(written: str) -> list[str]:
    """“Amy E. Keating” may be a person or a body: it is not parted by guessing, and said."""
    if is_organisation(written) or not _is_given_and_family(written):
        return []
    said = _("“%(name)s” has no comma, and was kept whole: a person is “Family, Given”.")
    return [said % {"name": written.strip()}]


def _is_a_person(written: str) -> bool:
    return "," in written or bool(initials_behind(written))


def _is_given_and_family(written: str) -> bool:
    """“Ana Paula de Souza”: two words or more, each a name, and not a family name that begins so."""
    words = written.split()
    return (
        len(words) > 1
        and words[0].lower() not in PARTICLES
        and all(word[0].isupper() or word.lower() in PARTICLES for word in words)
        and not DOTTED.fullmatch(written)
    )


def _without_comma(written: str) -> CSL:
    without, suffix = written, ""
    if behind := SUFFIX_BEHIND.fullmatch(written):
        without, suffix = behind.groups()
    if parted := initials_behind(without):
        return _person(*parted, suffix)
    return _literal(written)


def initials_behind(written: str) -> tuple[str, str] | None:
    """“Okoro T.A.”, as Embase writes, and “Okoro TA”, as MEDLINE does: family and initials."""
    found = FAMILY_AND_INITIALS.fullmatch(written)
    return (found[1], found[2].strip()) if found else None


def _literal(written: str) -> CSL:
    return {"literal": written} if written else {}


def _person(family: str, given: str, suffix: str = "") -> CSL:
    if not suffix and (behind := SUFFIX_BEHIND.fullmatch(family)):  # “Smith Jr., John”
        family, suffix = behind.groups()
    found = {"family": family, "given": given, "suffix": suffix}
    return {part: value for part, value in found.items() if value}
