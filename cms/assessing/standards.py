"""The lines of two standards, in our words, each with what the record shows of it and what somebody must add.

Their wording was read at pifonline.org.uk (criteria for organisations, June 2022) and in the NHS digital
service manual (May 2022, as amended since); the lines here are paraphrases, and whether one is met is the
assessor's to say.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from cms.assessing import facts
from cms.assessing.facts import Facts, Record

Said = Any  # translated when it is shown
Shows = Callable[[Record], Facts]


@dataclass(frozen=True)
class Line:
    """`asks`: what only people can say; "" where the record says all that we know of.

    `of_article`: whether it can be said of one article too, or of the publisher alone.
    """

    key: str
    says: Said
    shows: tuple[Shows, ...] = ()
    asks: Said = ""
    of_article: bool = True


@dataclass(frozen=True)
class Section:
    title: Said
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Standard:
    """`read`: where its own words stand, which are the ones that count."""

    key: str
    name: Said
    read: str
    sections: tuple[Section, ...] = field(default=())


PIF: Final = Standard(
    "pif",
    _("PIF TICK, criteria of 2022"),
    "https://pifonline.org.uk/pif-tick/",
    (
        Section(
            _("The ten steps"),
            (
                Line(
                    "pif-systems",
                    _("1. Systems: there is one written process, and information is made by it."),
                    (facts.process, facts.policies, facts.approvals, facts.cycle),
                    _("Where your process is written down for staff, and who keeps it up to date."),
                ),
                Line(
                    "pif-training",
                    _("2. Training: staff are trained and supported, and go on being so."),
                    (facts.reviewers,),
                    _("Which training writers, editors and reviewers had, and when."),
                    of_article=False,
                ),
                Line(
                    "pif-need",
                    _("3. Need: somebody needs the information."),
                    (),
                    _("How you know that readers need it: enquiries, figures, research."),
                ),
                Line(
                    "pif-evidence",
                    _("4. Evidence: it rests on reliable, current evidence, and says so clearly."),
                    (facts.sources, facts.verdicts, facts.approvals),
                    _("How uncertainty and risk are explained, in your house style."),
                ),
                Line(
                    "pif-users",
                    _("5. Users: those whom it is for have a part in making it."),
                    (facts.lay_readers,),
                    _(
                        "Who was asked before and while it was written, how, and what changed by it."
                    ),
                ),
                Line(
                    "pif-inequalities",
                    _("6. Health inequalities: literacy, language and access are thought of."),
                    (facts.translations, facts.images),
                    _("Whom the information may miss, and what you do about it."),
                ),
                Line(
                    "pif-design",
                    _("7. Content and design: clear, easy to reach and to find one’s way in."),
                    (facts.images,),
                    _("Tests with readers or of accessibility, with their dates."),
                ),
                Line(
                    "pif-feedback",
                    _("8. Feedback: readers have a clear way to give it."),
                    (facts.helpfulness, facts.reports),
                    "",
                ),
                Line(
                    "pif-dissemination",
                    _("9. Dissemination: it is made known to as many as it is for."),
                    (facts.reach,),
                    _("Where it is promoted, and by whom."),
                ),
                Line(
                    "pif-impact",
                    _("10. Impact: what it changes is measured."),
                    (facts.helpfulness,),
                    _("What you measured besides, how, and what came of it."),
                ),
            ),
        ),
    ),
)

NHS: Final = Standard(
    "nhs",
    _("NHS England, standard for creating health content"),
    "https://service-manual.nhs.uk/content/standard-for-creating-health-content",
    (
        Section(
            _("1. A clear process, and following it"),
            (
                Line(
                    "nhs-approval",
                    _("Essential: content is checked and approved, by clinicians too."),
                    (facts.process, facts.approvals),
                ),
                Line("nhs-cycle", _("Essential: all of it has a planned review."), (facts.cycle,)),
                Line(
                    "nhs-publisher",
                    _("Essential: readers see who publishes it."),
                    (),
                    _("Where readers see the organisation, and that it is right."),
                    of_article=False,
                ),
                Line(
                    "nhs-interests",
                    _("Essential: advertising and conflicts of interest are in the open."),
                    (facts.interests,),
                    _("Sponsors and advertisements, or that there are none."),
                ),
                Line(
                    "nhs-versions",
                    _("Good practice: a documented process that keeps versions and archives."),
                    (facts.versions, facts.policies),
                ),
                Line(
                    "nhs-dates",
                    _(
                        "Good practice: pages say when they were checked and when they will be again."
                    ),
                    (facts.cycle,),
                ),
                Line(
                    "nhs-training",
                    _("Good practice: the team is trained and supported in the process."),
                    (),
                    _("Which training, of whom, and when."),
                    of_article=False,
                ),
                Line(
                    "nhs-style",
                    _("Good practice: a house style is followed."),
                    (),
                    _("Where your style guide stands."),
                    of_article=False,
                ),
                Line(
                    "nhs-objectives",
                    _("Good practice: aims are set, and content is held against them."),
                    (),
                    _("The aims, and how you evaluated."),
                ),
                Line(
                    "nhs-feedback",
                    _("Good practice: readers are asked for feedback, and it is answered."),
                    (facts.helpfulness, facts.reports),
                ),
            ),
        ),
        Section(
            _("2. Relevant, current and recognised clinical evidence"),
            (
                Line(
                    "nhs-evidence",
                    _("Essential: it is made from clinical evidence of high quality."),
                    (facts.sources,),
                    _("How you choose sources."),
                ),
                Line(
                    "nhs-experts",
                    _("Essential: clinicians and other experts review and approve it."),
                    (facts.approvals, facts.reviewers),
                ),
                Line(
                    "nhs-recheck",
                    _("Essential: the evidence is checked at each review and update."),
                    (facts.verdicts,),
                ),
                Line(
                    "nhs-translations",
                    _("Essential: translations stay clinically right."),
                    (facts.translations,),
                ),
                Line(
                    "nhs-sources",
                    _("Good practice: a record of the sources is kept."),
                    (facts.sources,),
                ),
                Line(
                    "nhs-developments",
                    _("Good practice: new evidence is noticed, and the content follows."),
                    (facts.sources, facts.cycle),
                    _("How you hear of new guidelines and trials."),
                ),
            ),
        ),
        Section(
            _("3. Laws and regulation"),
            (
                Line(
                    "nhs-copyright",
                    _("Essential: copyright and licences are kept."),
                    (facts.images,),
                    _("Permissions for texts and figures of others."),
                ),
                Line(
                    "nhs-data",
                    _("Essential: consent, data protection, confidentiality, safeguarding."),
                    (),
                    _("Your policies, and where they stand."),
                    of_article=False,
                ),
            ),
        ),
        Section(
            _("4. What users need"),
            (
                Line(
                    "nhs-need",
                    _("Essential: it follows from needs of users and of the organisation."),
                    (),
                    _("Which needs, and how you know."),
                ),
                Line(
                    "nhs-consult",
                    _("Good practice: users are asked, it is tested with them, and improved."),
                    (facts.lay_readers, facts.reports),
                    _("Who was asked, how it was tested, what changed."),
                ),
                Line(
                    "nhs-colleagues",
                    _("Good practice: colleagues and others concerned have a part in it."),
                    (facts.approvals,),
                    _("Who else had a part."),
                ),
            ),
        ),
        Section(
            _("5. Easy to use"),
            (
                Line(
                    "nhs-plain",
                    _("Essential: simple design and plain, short language."),
                    (facts.lay_readers,),
                    _("How you check that a text is plain."),
                ),
                Line(
                    "nhs-format",
                    _("Good practice: a format that suits, easy to find and to go on from."),
                    (facts.reach, facts.images),
                    _("Why this format; how readers find it."),
                ),
            ),
        ),
        Section(
            _("6. Inclusive and accessible"),
            (
                Line(
                    "nhs-characteristics",
                    _(
                        "Essential: effects on people with protected characteristics, on those who have "
                        "it hard to get care, and on those seldom asked are thought of."
                    ),
                    (facts.translations,),
                    _("What you considered, and what followed."),
                ),
                Line(
                    "nhs-access",
                    _("Essential: accessible to all who need it (WCAG 2.1 AA)."),
                    (facts.images,),
                    _("The test of accessibility: by whom, when, with what result."),
                    of_article=False,
                ),
                Line(
                    "nhs-literacy",
                    _(
                        "Good practice: usable where words and numbers are hard, and made with users."
                    ),
                    (),
                    _("What was made together with users."),
                ),
            ),
        ),
    ),
)
STANDARDS: Final = (PIF, NHS)
LINES: Final = {
    line.key: line for each in STANDARDS for section in each.sections for line in section.lines
}
