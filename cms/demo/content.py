"""What the demonstration site is made of: its topics, people, disclaimers, references and articles."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Disclaimer, Person, Reference, TagIntroduction, Topic, Wording
from articles.text.slugs import slug_of
from cms.accounts.demonstration import ACCOUNTS, PASSWORD, Account
from cms.models import User
from reviews.entitlement.act import Lookup
from reviews.entitlement.amend import amend
from reviews.models import Checklist, Credential, Policy, Specialty
from reviews.models.policies import FallenSource

SHOWN = ("mmr-and-autism-retracted-paper", "blood-pressure-how-low", "kratom-for-pain")
FOLDER = Path(__file__).parent
EDITOR = "editor@example.org"
ADMINISTRATOR = "admin@example.org"
CHECKER = "editor2@example.org"  # publishes no article in the stories
COUNCIL = "Demonstration Medical Council (invented)"


@dataclass(frozen=True)
class Manuscript:
    """One article as its file tells it. `early_body` is an earlier edition, without the last part.

    `translates` is the slug of its original, "" where it is none's translation.
    """

    slug: str
    title: str
    standfirst: str
    topic: str
    tags: tuple[str, ...]
    body: str
    language: str = "en"
    translates: str = ""

    @property
    def early_body(self) -> str:
        return self.body[: self.body.rindex("<h2>")]


@dataclass(frozen=True)
class TopicPlan:
    """A topic with what its policy demands. `sources_since`: from then on, texts must rest on sources."""

    slug: str
    name: str
    introduction: str
    approvals: int
    specialty: str
    interval_months: int
    spanish: tuple[str, str]
    sources_since: int = 1000  # days ago
    fallen_source: FallenSource = FallenSource.KEEPS


TOPICS = (
    TopicPlan(
        "pain",
        "Pain",
        "What helps with pain, how well it helps, and at what price.",
        1,
        "Pain medicine",
        24,
        ("Dolor", "Qué ayuda contra el dolor, cuánto ayuda y a qué precio."),
    ),
    TopicPlan(
        "supplements",
        "Supplements",
        "Herbs and supplements: what has been tested in people, and what has not.",
        2,
        "Pharmacology",
        12,
        ("Suplementos", "Hierbas y suplementos: qué se ha probado en personas, y qué no."),
        fallen_source=FallenSource.RETRACTION,
    ),
    TopicPlan(
        "heart",
        "Heart and blood pressure",
        "Preventing heart attacks and strokes: the trials behind the advice.",
        1,
        "Cardiology",
        24,
        (
            "Corazón y presión arterial",
            "Prevenir infartos e ictus: los ensayos que hay detrás de los consejos.",
        ),
        sources_since=100,  # what was reviewed before shows how it was done until then
    ),
    TopicPlan(
        "sleep",
        "Sleep",
        "Why sleep goes wrong, and which treatments have been shown to mend it.",
        1,
        "",
        24,
        ("Sueño", "Por qué falla el sueño, y qué tratamientos han demostrado que lo mejoran."),
    ),
    TopicPlan(
        "infections",
        "Infections and vaccines",
        "Colds, antibiotics and vaccines, with the numbers that matter.",
        1,
        "Infectious diseases",
        12,
        (
            "Infecciones y vacunas",
            "Resfriados, antibióticos y vacunas, con las cifras que importan.",
        ),
    ),
    TopicPlan(
        "lungs",
        "Lungs",
        "Asthma, hay fever and smoking: how to breathe better, and what to do when you cannot.",
        1,
        "Internal medicine",
        24,
        (
            "Pulmones",
            "Asma, alergias y tabaco: cómo respirar mejor, y qué hacer cuando falta el aire.",
        ),
    ),
    TopicPlan(
        "digestion-and-diabetes",
        "Digestion and diabetes",
        "Stomach, blood sugar and what food gives the body, or does not.",
        1,
        "Internal medicine",
        24,
        (
            "Digestión y diabetes",
            "El estómago, el azúcar en la sangre, y lo que la comida da al cuerpo, o no.",
        ),
    ),
    TopicPlan(
        "children",
        "Children",
        "Fever, vaccines and other worries of parents, with the signs that cannot wait.",
        1,
        "Paediatrics",
        24,
        (
            "Niños",
            "Fiebre, vacunas y otras preocupaciones de los padres, con las señales que no pueden esperar.",
        ),
    ),
)
SPECIALTIES = {
    "reviewer@example.org": ("Pain medicine", "MD"),
    "reviewer2@example.org": ("Cardiology", "MD"),
    "reviewer3@example.org": ("Infectious diseases", "MD"),
    "reviewer4@example.org": ("Sleep medicine", "MD"),
    "reviewer5@example.org": ("Pharmacology", "MD"),
    "reviewer6@example.org": ("Internal medicine", "MD"),
    "reviewer7@example.org": ("Paediatrics", "MD"),
}
OCCUPATIONS = {
    "writer@example.org": "Medical writer",
    "writer2@example.org": "Medical writer",
    "reviewer@example.org": "Consultant in pain medicine",
    "reviewer2@example.org": "Consultant cardiologist",
    "reviewer3@example.org": "Physician, infectious diseases and general practice",
    "reviewer4@example.org": "Consultant in sleep medicine",
    "reviewer5@example.org": "Clinical pharmacologist",
    "reviewer6@example.org": "Consultant in internal medicine",
    "reviewer7@example.org": "Paediatrician",
    "editor@example.org": "Managing editor",
    "editor2@example.org": "Deputy editor",
}
# lives of people who do not exist, as a reader would want to know them; their pages and every footer say so
BIOGRAPHIES = {
    "writer@example.org": "Mara Lindqvist-Obi trained as a pharmacist and worked behind the counter of a "
    "village pharmacy before she began to write. She writes about medicines and supplements, and tries "
    "each page on two neighbours before it goes to review.",
    "writer2@example.org": "Jonas Petrov-Hale studied biology and spent six years in a science museum, "
    "answering what visitors asked. He writes about vaccines, the heart and sleep, and keeps a list of "
    "the words that readers did not understand.",
    "reviewer@example.org": "Ines Carvalho-Stroud has looked after people with long-lasting pain for "
    "eighteen years, first in general practice and now in a hospital clinic. She teaches young doctors how "
    "to bring strong painkillers down safely.",
    "reviewer2@example.org": "Samuel Adeyemi-Roth runs a clinic for people whose blood pressure will not "
    "come down. Before that he worked on trials of blood pressure treatment, and he still reads the "
    "appendix first.",
    "reviewer3@example.org": "Linh Castellanos-Frey divides the week between an infectious diseases ward and "
    "a family practice. She grew up with Spanish, advises schools on vaccination, unpaid, and has two "
    "children who asked her to leave out their names.",
    "reviewer4@example.org": "Hanna Veldrik-Osei leads a sleep clinic that offers talking treatment "
    "before tablets. She came to sleep medicine from psychiatry, and slept badly herself as a young doctor.",
    "reviewer5@example.org": "Emeka Sandoval-Wirth answers the questions of a hospital’s wards on how "
    "medicines mix, and sees people who fell ill from what they took. He keeps a drawer of packets whose "
    "labels say less than they should.",
    "reviewer6@example.org": "Agnete Moravec-Diaz works on the general wards of a town hospital and runs "
    "its clinic for people who have just been told that they have diabetes. She reads Spanish and Danish, "
    "and draws every curve by hand first.",
    "reviewer7@example.org": "Silvan Etxarte-Boateng has spent more nights with feverish children than he "
    "can count, in an emergency department and at home. He teaches parents’ evenings and reads Spanish.",
    "editor@example.org": "Tomas Okafor-Lind was a newspaper sub-editor for eleven years. He decides what is "
    "published, asks who reviews it, and answers the letters of readers.",
    "editor2@example.org": "Noor Haddad-Silva came from a patients’ organisation. She reads every page as "
    "somebody would who has just been told the diagnosis, and approves the pages about the site.",
}


def manuscripts() -> dict[str, Manuscript]:
    """The articles by slug, in the order of their files' names."""
    found = {}
    for path in sorted((FOLDER / "articles").glob("*.html")):
        _before, header, body = path.read_text(encoding="utf-8").split("+++", 2)
        fields = tomllib.loads(header)
        found[path.stem] = Manuscript(
            slug=path.stem,
            title=fields["title"],
            standfirst=fields["standfirst"],
            topic=fields["topic"],
            tags=tuple(fields["tags"]),
            body=body.strip(),
            language=fields.get("language", "en"),
            translates=fields.get("translates", ""),
        )
    return found


def references() -> list[dict[str, Any]]:
    """The works that the articles cite, as CSL-JSON, each once."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(FOLDER.glob("references-*.json")):
        for csl in json.loads(path.read_text(encoding="utf-8")):
            found.setdefault(csl["id"], csl)
    return list(found.values())


def load_people(today: date) -> dict[str, User]:
    """Create the accounts with their public profiles and credentials; users by e-mail address."""
    hashed = make_password(PASSWORD)  # once: it is slow on purpose, and the same for all
    users = {account.email: _load_user(account, hashed) for account in ACCOUNTS}
    for email in OCCUPATIONS:
        _load_person(users[email], users, today)
    return users


def load_topics(today: date) -> dict[str, Topic]:
    topics = {}
    for position, plan in enumerate(TOPICS):
        topic = Topic.objects.create(
            slug=plan.slug,
            name=plan.name,
            introduction=plan.introduction,
            position=position,
            others={"es": dict(zip(Topic.WORDS, plan.spanish, strict=True))},
        )
        Policy.objects.create(
            topic=topic,
            approvals=plan.approvals,
            specialty=_specialty(plan.specialty) if plan.specialty else None,
            interval_months=plan.interval_months,
            evidence_from=today - timedelta(days=plan.sources_since),
            fallen_source=plan.fallen_source,
            checklist=Checklist.objects.get(
                slug="substance" if plan.slug == "supplements" else "article"
            ),
        )
        topics[plan.slug] = topic
    return topics


def load_references(read_on: Mapping[str, date]) -> None:
    """The library. `read_on`: the days on which the invented writers read the pages that they cite."""
    for csl in references():
        if csl["type"] == "webpage" and (day := read_on.get(csl["id"])):
            csl = {**csl, "accessed": {"date-parts": [[day.year, day.month, day.day]]}}
        Reference.objects.create(key=csl["id"], csl=csl)


def show_evidence() -> None:
    """Where the editors show what the evidence says: with the words of the sources in one place."""
    Article.objects.filter(slug__in=SHOWN).update(shows_evidence=True)
    Article.objects.filter(slug=SHOWN[0]).update(shows_quotations=True)


# a tag, what leads to it in the words of a reader, and what its page says; in English and Spanish
COMPLAINTS = (
    ("back pain", "My back hurts", "What helps a back that hurts, and what does not.",
     "Me duele la espalda", "Qué alivia un dolor de espalda, y qué no."),
    ("long-lasting pain", "My pain does not go away", "Pain that stays for months, and how it is treated.",
     "Mi dolor no se va", "El dolor que dura meses, y cómo se trata."),
    ("insomnia", "I cannot sleep", "Why sleep does not come, and what has been shown to help.",
     "No puedo dormir", "Por qué no llega el sueño, y qué ha demostrado ayudar."),
    ("colds", "I have a cold", "What a cold is, how long it lasts, and what changes that.",
     "Tengo un resfriado", "Qué es un resfriado, cuánto dura y qué lo cambia."),
    ("blood pressure", "My blood pressure is high", "What the two numbers mean, and what lowers them.",
     "Tengo la presión alta", "Qué significan las dos cifras, y qué las baja."),
    ("withdrawal", "I feel ill when I stop", "What happens when a body has come to need a substance.",
     "Me siento mal cuando lo dejo", "Qué ocurre cuando el cuerpo ha llegado a necesitar una sustancia."),
)  # fmt: skip


def load_complaints() -> None:
    """What the front page asks those who do not know the name of what they have."""
    for tag, complaint, text, spanish_complaint, spanish_text in COMPLAINTS:
        TagIntroduction.objects.create(
            tag=Tag.objects.get(name=tag),
            complaint=complaint,
            text=text,
            others={"es": {"complaint": spanish_complaint, "text": spanish_text}},
        )


def load_disclaimers(today: date) -> None:
    """Three disclaimers: one for a substance, placed by tag, and two for every page."""
    long_ago = today - timedelta(days=1500)
    substance = _disclaimer("unapproved-substance", "Unapproved substance", "top")
    substance.tags.add("kratom")
    TagIntroduction.objects.create(
        tag=Tag.objects.get(name="kratom"),
        text="A leaf that is sold for pain and mood. What studies say of its use, its dangers and its "
        "claims.",
        others={
            "es": {
                "text": "Una hoja que se vende contra el dolor y para el ánimo. Qué dicen los estudios de "
                "su uso, de sus peligros y de lo que se promete."
            }
        },
    )
    _word(
        substance,
        "Kratom is not an approved medicine.",
        "In the United States the Food and Drug Administration has not approved kratom for any use. "
        "The laws on it differ from place to place and change often.",
        long_ago,
    )
    general = _disclaimer("general", "General information", "bottom", everywhere=True)
    _word(
        general,
        "This page informs; it does not replace your doctor.",
        "It can't know your history or the other medicines you take. Don't stop or change a "
        "prescribed treatment, and don't put off getting help, because of something you read here.",
        long_ago,
    )
    _word(
        general,
        "Esta página informa; no sustituye a su médico.",
        "No puede conocer su historia ni las otras medicinas que toma. No deje ni cambie un tratamiento "
        "recetado, ni retrase la búsqueda de ayuda, por algo que leyó aquí.",
        long_ago,
        "es",
    )
    emergency = _disclaimer("emergency", "Emergency", "bottom", everywhere=True)
    _word(emergency, "In an emergency", "Call your local emergency number at once.", long_ago)
    _word(
        emergency,
        "En una emergencia",
        "Llame de inmediato a su número local de emergencias.",
        long_ago,
        "es",
    )


def _load_user(account: Account, hashed: str) -> User:
    is_staff = account.role == "Administrators"
    user = User.objects.create(
        email=account.email, password=hashed, name=account.name, is_staff=is_staff
    )
    user.groups.add(Group.objects.get(name=account.role))
    return user


def _load_person(user: User, people: dict[str, User], today: date) -> None:
    """Profile and credentials by an administrator, each credential looked up by somebody else."""
    administrator, then = people[ADMINISTRATOR], _noon(today - timedelta(days=1400))
    specialty, letters = SPECIALTIES.get(user.email, ("", ""))
    person = Person()
    described = {
        "name": user.name,
        "slug": slug_of(user.name.removeprefix("Dr "), "person"),
        "post_nominals": letters,
        "occupation": OCCUPATIONS[user.email],
        "biography": BIOGRAPHIES[user.email],
        "interests_declared_on": today - timedelta(days=120),
    }
    amend("add_person", person, administrator, described, now=then)
    amend("link_person", person, administrator, {"user": user}, now=then)
    if not specialty:
        return
    for kind, title in (
        (Credential.Kind.LICENCE, "Licence to practise medicine"),
        (Credential.Kind.CERTIFICATION, f"Specialist in {specialty.lower()}"),
    ):
        stated = {
            "person": person,
            "kind": kind,
            "title": title,
            "specialty": _specialty(specialty) if kind == Credential.Kind.CERTIFICATION else None,
            "number": f"DEMO-{person.pk:04}",
            "issuer": COUNCIL,
            "expires_on": today + timedelta(days=400),
        }
        credential = Credential()
        amend("add_credential", credential, administrator, stated, now=then)
        lookup = Lookup(f"Register of the {COUNCIL}", on=timezone.localdate(then))
        amend("check_credential", credential, people[CHECKER], lookup=lookup, now=then)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _specialty(name: str) -> Specialty:
    return Specialty.objects.get_or_create(name=name)[0]


def _disclaimer(slug: str, name: str, placement: str, everywhere: bool = False) -> Disclaimer:
    return Disclaimer.objects.create(
        slug=slug, name=name, placement=placement, everywhere=everywhere
    )


def _word(
    disclaimer: Disclaimer, title: str, text: str, effective_on: date, language: str = "en"
) -> None:
    Wording.objects.create(
        disclaimer=disclaimer,
        title=title,
        text=text,
        effective_on=effective_on,
        language=language,
    )
