"""What happened to each article of the demonstration site, told by the product's own transitions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from articles.drafting import sharing
from articles.drafting.drafts import DraftText, save_draft, start_article, start_draft
from articles.drafting.evidence import dismissals, marking
from articles.drafting.evidence.marking import Entered
from articles.drafting.translating import start_translation
from articles.evidence.statements import alike, fingerprint
from articles.models import (
    Article,
    Byline,
    Comment,
    Dismissal,
    MarkedStatement,
    Reference,
    Revision,
    Thread,
    Topic,
)
from articles.retractions import standings
from articles.text.citations import cited_keys
from cms.demo.content import Manuscript
from cms.demo.figures import illustrated
from cms.models import User
from reviews.lines import LineKind
from reviews.models import ChangeKind, Verdict
from reviews.reviewing import checklists, statements
from reviews.workflow.context import Inputs, TransitionContext
from reviews.workflow.perform import perform
from reviews.workflow.transitions import TABLE

WRITER, OTHER_WRITER = "writer@example.org", "writer2@example.org"
PAIN, HEART, INFECTIONS = "reviewer@example.org", "reviewer2@example.org", "reviewer3@example.org"
SLEEP, DRUGS, INNER = "reviewer4@example.org", "reviewer5@example.org", "reviewer6@example.org"
CHILDREN = "reviewer7@example.org"
EDITOR = "editor@example.org"
CHECKED = "I read the whole text and checked each statement of fact against the source it cites."
NO_INTERESTS = "None."
# what a reviewer found only partly borne out, and said
DOUBTS = {
    "statins-and-muscle-aches": (
        Verdict.Ruling.PARTLY,
        "The difference is small, and of the strongest doses alone; the next sentence should say so.",
    ),
}
# what reviewers named besides what was found: the passages to the letter, with their kinds
NAMED = {
    "cbt-for-insomnia": [
        (
            "CBT-I is the first treatment to offer to adults with long-lasting insomnia, say American and "
            "European guidelines.",
            "comparative",
        ),
    ],
    "vellora-root-for-sleep": [
        (
            "In an invented trial, people who drank vellora tea fell asleep sooner than those who drank "
            "plain tea.",
            "comparative",
        ),
    ],
    "halden-moss-for-sore-knees": [
        ("Knees hurt a little less with halden moss cream than with a plain cream.", "comparative"),
    ],
    "exercise-for-back-pain": [
        (
            "Exercise probably lowers long-lasting low back pain by about 15 points out of 100, compared "
            "with no treatment, usual care or placebo.",
            "comparative",
        ),
        ("Exercise together with advice lowers the risk of a new episode.", "disease_claim"),
    ],
    "salt-dash-and-blood-pressure": [
        ("The two together work better than either alone.", "comparative"),
        ("That is less than 5 grams of salt, about a level teaspoon.", "dosage"),
    ],
    "antibiotics-and-colds": [
        (
            "In six trials, people with a cold got better no sooner on an antibiotic than on a dummy pill.",
            "comparative",
        ),
        ("Adults had about two and a half times as many side effects.", "comparative"),
    ],
    "judging-a-web-page-about-a-supplement": [
        (
            "It can be used by people without medical training, although experts agree with each other more"
            " than lay people do when they use it.",
            "comparative",
        ),
    ],
    "type-2-diabetes-first-steps": [
        (
            "Coaching on food and movement cut new diabetes by 58% compared with a dummy tablet, and "
            "metformin by 31%.",
            "disease_claim",
        ),
        ("Low sugar was more common.", "comparative"),
    ],
    "fever-in-children": [
        ("NICE advises against giving both at the same time.", "dosage"),
        (
            "Medicines against fever, given to prevent another fit, made no difference in trials.",
            "comparative",
        ),
    ],
    "fiebre-en-los-ninos-cuando-preocuparse-y-cuando-esperar": [
        ("NICE aconseja no dar los dos a la vez.", "dosage"),
        (
            "En los ensayos, las medicinas contra la fiebre no evitaron otra convulsión.",
            "comparative",
        ),
    ],
    "flu-vaccine-what-it-does": [
        (
            "In healthy adults, 9 in 1,000 had flu with the vaccine, and 23 in 1,000 without, over one "
            "season.",
            "comparative",
        ),
    ],
    "ginkgo-and-memory": [
        (
            "In two large trials, ginkgo did not lower the number of people who developed dementia.",
            "disease_claim",
        ),
        ("There was no difference in how fast they declined.", "comparative"),
    ],
    "urinary-infection-in-women": [
        ("Of those with ibuprofen, two thirds needed no antibiotic.", "comparative"),
    ],
    "sarampion-por-que-vuelve": [
        (
            "Una dosis de la vacuna evita cerca del 95 % de los casos; dos, cerca del 96 %.",
            "disease_claim",
        ),
        ("Los vacunados no tuvieron más autismo que los demás.", "comparative"),
    ],
    "dolor-lumbar-que-ayuda-a-la-mayoria": [
        (
            "Si usted quiere una, un antiinflamatorio como el ibuprofeno es la primera elección habitual.",
            "comparative",
        ),
    ],
    "diarrea-y-vomitos-en-los-ninos-primero-beber-y-cuando-pedir-ayuda": [
        (
            "Las vacunas contra el rotavirus evitan la diarrea grave en los niños pequeños.",
            "disease_claim",
        ),
    ],
    "dengue": [
        (
            "Tuvo dengue el 2,3 % de los participantes donde se soltaron, y el 9,4 % donde no.",
            "comparative",
        ),
        ("A quienes no lo habían pasado les aumentó el riesgo de uno grave.", "comparative"),
    ],
    "ear-infection-in-children": [
        (
            "Antibiotics shorten the pain of some children and bring on side effects in others.",
            "comparative",
        ),
        (
            "A Cochrane review found that each of them relieved ear pain at 48 hours better than a dummy.",
            "comparative",
        ),
    ],
    "irritable-bowel": [
        ("Soluble fibre, such as ispaghula, helps; bran does not.", "comparative"),
        (
            "In 14 trials together, soluble fibre eased complaints and bran did not.",
            "comparative",
        ),
    ],
    "kratom-dependence-and-withdrawal": [
        ("Regular kratom use can lead to dependence, craving and withdrawal.", "disease_claim"),
        (
            "In one study, problems were tied more closely to how often people took kratom than to how much.",
            "comparative",
        ),
    ],
}
CORRECTIONS = {
    "low-back-pain-what-helps": Inputs(
        change=ChangeKind.CORRECTION,
        was_wrong="The page ended before its last questions: it did not say when to see a doctor although it "
        "is no emergency, nor that a strong painkiller must not be stopped suddenly.",
        says_now="Both stand at the end, with two more questions about coming back and about damage.",
    ),
    "ear-infection-in-children": Inputs(
        change=ChangeKind.CORRECTION,
        was_wrong="The page told parents to wait and did not say for whom that is wrong: very ill children, "
        "and small ones with both ears inflamed or a running ear.",
        says_now="A last section says who gains most from an antibiotic at once, with the numbers of trials.",
    ),
}


@dataclass(frozen=True)
class Scene:
    """So many days ago, somebody did something: a transition, or `write`, `revise`, `say`, `share`.

    `correct` submits as a correction; `write early` and `revise early` leave the last part of the
    text out: another edition of it. `dismiss` sets the finding on a passage (`whom`) aside, `agree` is
    the reviewer's yes to that; `acknowledge` says why a retracted work (`whom`) is cited.
    """

    days_ago: float
    who: str
    does: str
    words: str = ""
    whom: str = ""
    ahead: int = 0


def reviewed(
    days_ago: float, *reviewers: str, writer: str = WRITER, early: bool = False
) -> list[Scene]:
    """Written, reviewed by all named, and published so many days ago."""
    scenes = [
        Scene(days_ago + 12, writer, "write early" if early else "write"),
        Scene(days_ago + 9, writer, "submit"),
    ]
    scenes += [Scene(days_ago + 8, EDITOR, "assign", whom=reviewer) for reviewer in reviewers]
    scenes += [Scene(days_ago + 3, reviewer, "approve", CHECKED) for reviewer in reviewers]
    return [*scenes, Scene(days_ago, EDITOR, "publish")]


STORIES: dict[str, list[Scene]] = {
    # published, reviewed, some of them in a second edition
    "kratom-for-pain": [
        *reviewed(212, PAIN, DRUGS, early=True),
        Scene(
            9,
            WRITER,
            "revise",
            "Adds four questions that readers asked: on strains, on opioid medicines, on pregnancy, and on "
            "what to tell a doctor. Nothing else changed.",
        ),
        Scene(8, WRITER, "submit"),
        Scene(4, DRUGS, "approve", CHECKED),
        Scene(3, PAIN, "approve", CHECKED),
        Scene(2, EDITOR, "publish"),
    ],
    "blood-pressure-how-low": reviewed(6, HEART),
    "cbt-for-insomnia": reviewed(11, SLEEP, writer=OTHER_WRITER),
    # tells of a retracted work, and says so beside it
    "mmr-and-autism-retracted-paper": [
        *reviewed(17, INFECTIONS, writer=OTHER_WRITER),
        Scene(
            28,
            OTHER_WRITER,
            "acknowledge",
            "This page tells how the paper came to be retracted.",
            "wakefield1998",
        ),
    ],
    # corrected since: readers see what was wrong
    "low-back-pain-what-helps": [
        *reviewed(64, PAIN, early=True),
        Scene(27, WRITER, "revise"),
        Scene(26, WRITER, "correct"),
        Scene(25, PAIN, "approve", CHECKED),
        Scene(24, EDITOR, "publish"),
    ],
    # a house rule asks about two passages; the writer says why they are in order, and a reviewer agrees
    "kratom-dependence-and-withdrawal": [
        *reviewed(46, PAIN, DRUGS),
        Scene(
            56,
            WRITER,
            "dismiss",
            "It names what the section is about, which warns of it.",
            "Kratom used to come off opioids",
        ),
        Scene(
            56,
            WRITER,
            "dismiss",
            "It tells what people do. It says that this is no trial, and that approved treatments exist.",
            "Some people take kratom to cut down on opioids or to ease opioid withdrawal.",
        ),
        Scene(50, PAIN, "agree"),
    ],
    "antibiotics-and-colds": [
        *reviewed(58, INFECTIONS),
        Scene(21, WRITER, "revise early", "Shorter."),
        Scene(20, WRITER, "discard"),
    ],
    "salt-dash-and-blood-pressure": [
        *reviewed(90, HEART, writer=OTHER_WRITER),
        Scene(35, OTHER_WRITER, "revise early", "Shorter."),
        Scene(34, OTHER_WRITER, "submit"),
        Scene(
            31,
            HEART,
            "reject",
            "The shorter page leaves out what a reader has to know before changing anything. "
            "No wording mends that; keep the page that stands.",
        ),
    ],
    "judging-a-web-page-about-a-supplement": reviewed(133, PAIN, DRUGS),
    # its review is overdue, and the page says so
    "paracetamol-for-back-pain": reviewed(790, PAIN),
    "heartburn-and-acid-blockers": reviewed(760, INNER, writer=OTHER_WRITER),
    "vitamin-d-who-needs-it": reviewed(380, DRUGS, INNER),
    # published in a hurry: never reviewed, and reviewed once but changed since
    "hpv-vaccine-and-cervical-cancer": [
        Scene(4, OTHER_WRITER, "write"),
        Scene(
            3,
            EDITOR,
            "publish_unreviewed",
            "Schools send their letters this week and parents are asking; our reviewer is on leave.",
        ),
    ],
    "daily-aspirin-first-heart-attack": [
        *reviewed(330, HEART, early=True),
        Scene(
            13,
            WRITER,
            "revise",
            "Adds what is still uncertain: people under 50, and cancer. Nothing else changed.",
        ),
        Scene(
            12,
            EDITOR,
            "publish_unreviewed",
            "Many readers asked within a day whether aspirin prevents cancer; the page had to say that this "
            "is not settled. Our reviewer is on leave.",
        ),
    ],
    # invented, with what they cite: a source was retracted since, and the badge says so, or fell with it
    "vellora-root-for-sleep": reviewed(52, SLEEP, writer=OTHER_WRITER),
    "halden-moss-for-sore-knees": reviewed(75, DRUGS, PAIN),
    # no longer standing
    "z-drugs-sleeping-tablets": [
        *reviewed(260, SLEEP),
        Scene(
            30,
            EDITOR,
            "retract",
            "The reviewer had advised a maker of sleeping tablets and had not declared it. The review "
            "can't stand, so we take the text back until somebody independent has read it.",
        ),
    ],
    "vitamin-c-and-colds": [
        *reviewed(410, INFECTIONS, writer=OTHER_WRITER),
        Scene(
            40,
            EDITOR,
            "withdraw",
            "Withdrawn while we rewrite it together with our page on colds, so that readers find one "
            "answer in one place.",
        ),
    ],
    "migraine-attacks-and-prevention": reviewed(33, PAIN),
    "type-2-diabetes-first-steps": reviewed(14, INNER, writer=OTHER_WRITER),
    "asthma-inhalers-and-attacks": reviewed(39, INNER),
    "stopping-smoking": reviewed(13, INNER),
    # a second edition waits for its reviewer, while readers see the first
    "copd": [
        *reviewed(170, INNER, early=True),
        Scene(
            12,
            WRITER,
            "revise",
            "Adds what to ask for after a bad spell. Nothing else changed.",
        ),
        Scene(11, WRITER, "submit"),
    ],
    "hay-fever": reviewed(722, INNER),  # its review is due again in a week
    "fever-in-children": reviewed(24, CHILDREN),
    "diarrhoea-and-vomiting-in-children": reviewed(16, CHILDREN),
    # corrected since
    "ear-infection-in-children": [
        *reviewed(85, CHILDREN, writer=OTHER_WRITER, early=True),
        Scene(46, OTHER_WRITER, "revise"),
        Scene(45, OTHER_WRITER, "correct"),
        Scene(44, CHILDREN, "approve", CHECKED),
        Scene(43, EDITOR, "publish"),
    ],
    "iron-deficiency": reviewed(37, INNER, writer=OTHER_WRITER),
    "irritable-bowel": reviewed(26, INNER, writer=OTHER_WRITER),
    "flu-vaccine-what-it-does": reviewed(42, INFECTIONS),
    "ginkgo-and-memory": reviewed(80, DRUGS, INNER),
    "omega-3-and-the-heart": reviewed(20, DRUGS, HEART),
    "st-johns-wort-and-other-medicines": reviewed(31, DRUGS, INNER),
    # reviewed before its topic asked for verdicts on statements, and the page says so
    "atrial-fibrillation-and-stroke": reviewed(200, HEART, writer=OTHER_WRITER),
    # in Spanish: with reviews of their own, some of them no translations, and two that wait for theirs
    "fiebre-en-los-ninos-cuando-preocuparse-y-cuando-esperar": reviewed(
        3, CHILDREN, writer=OTHER_WRITER
    ),
    "sarampion-por-que-vuelve": reviewed(22, CHILDREN, writer=OTHER_WRITER),
    "diarrea-y-vomitos-en-los-ninos-primero-beber-y-cuando-pedir-ayuda": reviewed(
        9, CHILDREN, writer=OTHER_WRITER
    ),
    "dejar-de-fumar-que-aumenta-la-probabilidad-de-lograrlo": reviewed(
        4, INNER, writer=OTHER_WRITER
    ),
    "dengue": reviewed(8, INFECTIONS, writer=OTHER_WRITER),
    "falta-de-hierro-buscar-la-causa-y-tomar-bien-el-hierro": [
        Scene(10, OTHER_WRITER, "write"),
        Scene(8, OTHER_WRITER, "submit"),
        Scene(7, EDITOR, "assign", whom=INNER),
        Scene(6, INNER, "accept"),
    ],
    "dolor-lumbar-que-ayuda-a-la-mayoria": reviewed(19, PAIN, writer=OTHER_WRITER),
    "sirven-los-antibioticos-para-un-resfriado": [
        Scene(7, OTHER_WRITER, "write"),
        Scene(
            5,
            EDITOR,
            "publish_unreviewed",
            "Families who read no English asked for it; a reviewer who reads Spanish has been found.",
        ),
    ],
    # on the way
    "exercise-for-back-pain": [
        Scene(15, WRITER, "write"),
        Scene(13, WRITER, "submit"),
        Scene(12, EDITOR, "assign", whom=PAIN),
        Scene(6, PAIN, "approve", CHECKED),
        Scene(5, EDITOR, "schedule", ahead=3),
    ],
    "statins-and-muscle-aches": [
        Scene(14, OTHER_WRITER, "write"),
        # a house rule asks about it; the writer says why it is in order, and the reviewer agrees
        Scene(
            13,
            OTHER_WRITER,
            "dismiss",
            "It says who took part in the trial, and advises nobody to stop.",
            "SAMSON took 60 people who had given up statins because of side effects in the first two weeks.",
        ),
        Scene(2, HEART, "agree"),
        Scene(12, OTHER_WRITER, "submit"),
        Scene(11, EDITOR, "assign", whom=HEART),
        Scene(1, HEART, "approve", CHECKED),
    ],
    "urinary-infection-in-women": [
        Scene(19, OTHER_WRITER, "write"),
        Scene(16, OTHER_WRITER, "submit"),
        Scene(15, EDITOR, "assign", whom=INFECTIONS),
        Scene(2, INFECTIONS, "approve", CHECKED),
    ],
    "kratom-interactions-and-deaths": [
        Scene(11, WRITER, "write"),
        Scene(9, WRITER, "submit"),
        Scene(9, EDITOR, "assign", whom=PAIN),
        Scene(9, EDITOR, "assign", whom=DRUGS),
        Scene(5, DRUGS, "approve", CHECKED),
        Scene(4, PAIN, "accept"),
        Scene(
            4, PAIN, "say", "Is there anything newer on deaths than the figures of 2016 and 2017?"
        ),
    ],
    "melatonin-what-it-does": [
        Scene(30, WRITER, "write"),
        Scene(26, WRITER, "submit"),
        Scene(25, EDITOR, "assign", whom=SLEEP),
        Scene(24, DRUGS, "say", "Please say in the first lines for whom it was tested."),
    ],
    "opioids-for-long-lasting-pain": [
        *reviewed(401, PAIN, early=True),
        Scene(
            20,
            WRITER,
            "revise",
            "Adds three questions that readers asked: on what else helps, on addiction, and on asking for an "
            "opioid.",
        ),
        Scene(18, WRITER, "submit"),
        Scene(
            10,
            PAIN,
            "say",
            "The page names no dose. Say why, or from which dose on the guideline asks for more care.",
            Thread.Kind.MUST_FIX,
        ),
        Scene(
            10,
            PAIN,
            "request_changes",
            "Nearly there. One question that every patient asks is open; see my comment.",
        ),
        Scene(
            7,
            WRITER,
            "revise",
            "Adds three questions that readers asked: on what else helps, on addiction, and on asking for an "
            "opioid.",
        ),
        Scene(2, WRITER, "share"),
    ],
    # awaits its sources: nobody can submit it
    "valerian-for-sleep": [Scene(1, OTHER_WRITER, "write")],
    "sleep-apnoea-and-cpap": [
        Scene(8, OTHER_WRITER, "write"),
        Scene(6, OTHER_WRITER, "submit"),
        Scene(5, OTHER_WRITER, "recall"),
        Scene(5, OTHER_WRITER, "revise"),
    ],
}


def reading_days(manuscripts: Mapping[str, Manuscript], today: date) -> dict[str, date]:
    """For each work the day on which the first text that cites it was begun."""
    found: dict[str, date] = {}
    for slug, scenes in STORIES.items():
        begun = today - timedelta(days=max(int(scene.days_ago) for scene in scenes))
        for key in cited_keys(manuscripts[slug].body):
            found[key] = min(begun, found.get(key, begun))
    return found


@dataclass
class Stage:
    """Plays stories out: the people by e-mail address, the topics by slug, and the present."""

    people: dict[str, User]
    topics: dict[str, Topic]
    now: datetime
    revision: Revision | None = field(default=None, init=False)
    named: set[int] = field(default_factory=set, init=False)

    def play(self, manuscript: Manuscript, scenes: list[Scene]) -> None:
        self.revision = None
        for scene in sorted(scenes, key=lambda scene: -scene.days_ago):
            self._act(manuscript, scene)

    def _act(self, manuscript: Manuscript, scene: Scene) -> None:
        user, when = self.people[scene.who], self.now - timedelta(days=scene.days_ago)
        if scene.does.startswith(("write", "revise")):
            self._put(manuscript, scene, user, when)
        else:
            getattr(self, f"_{scene.does}", self._perform)(scene, user, when)

    def _put(self, manuscript: Manuscript, scene: Scene, user: User, when: datetime) -> None:
        """A text is written, on a day in the past."""
        body = manuscript.early_body if scene.does.endswith(" early") else manuscript.body
        body = illustrated(manuscript.slug, body, user)
        if scene.does.startswith("write"):
            self.revision = self._write(manuscript, user, body)
        else:
            self.revision = self._revise(manuscript, user, body, scene.words)
        Revision.objects.filter(pk=self.revision.pk).update(created_at=when, saved_at=when)
        self.revision.contributions.update(first_at=when, last_at=when)
        self.revision.checkpoints.update(made_at=when)

    def _agree(self, scene: Scene, user: User, when: datetime) -> None:
        for each in TransitionContext(self._current(), user, when).asked_dismissals:
            dismissals.agree(self._current(), each.likeness, user)
            Dismissal.objects.filter(pk=each.pk).update(agreed_at=when)

    def _acknowledge(self, scene: Scene, user: User, when: datetime) -> None:
        work = Reference.objects.get(key=scene.whom)
        standings.acknowledge(self._current().article, work, user, scene.words, when)

    def _share(self, scene: Scene, user: User, when: datetime) -> None:
        sharing.share(self._current(), user, when)

    def _write(self, manuscript: Manuscript, user: User, body: str) -> Revision:
        text = DraftText(manuscript.title, manuscript.standfirst, body)
        if manuscript.translates:
            revision = self._translate(manuscript, user, text)
        else:
            topic, language = self.topics[manuscript.topic], manuscript.language
            revision = start_article(user, topic, text, manuscript.slug, language=language)
        article = revision.article
        article.tags.add(*manuscript.tags)
        editor = self.people[EDITOR].person
        Byline.objects.create(article=article, person=editor, role=Byline.Role.EDITOR, position=9)
        return revision

    def _translate(self, manuscript: Manuscript, user: User, text: DraftText) -> Revision:
        original = Article.objects.get(slug=manuscript.translates)
        draft = start_translation(original, manuscript.language, manuscript.title, user)
        return save_draft(draft, draft.version, user, text)

    def _revise(self, manuscript: Manuscript, user: User, body: str, change_note: str) -> Revision:
        draft = start_draft(self._current().article, user)
        text = DraftText(manuscript.title, manuscript.standfirst, body, change_note)
        return save_draft(draft, draft.version, user, text)

    def _say(self, scene: Scene, user: User, when: datetime) -> None:
        kind = scene.whom or Thread.Kind.QUESTION
        thread = Thread.objects.create(revision=self._current(), kind=kind, opened_by=user)
        comment = Comment.objects.create(thread=thread, author=user, text=scene.words)
        Thread.objects.filter(pk=thread.pk).update(opened_at=when)
        Comment.objects.filter(pk=comment.pk).update(written_at=when)

    def _perform(self, scene: Scene, user: User, when: datetime) -> None:
        inputs = Inputs(
            comment=scene.words,
            interests=NO_INTERESTS,
            reviewer=self.people.get(scene.whom),
            publish_at=self.now + timedelta(days=scene.ahead) if scene.ahead else None,
        )
        if scene.does == "correct":
            told = CORRECTIONS[self._current().article.slug]
            perform("submit", self._current(), user, told, now=when)
            return
        if TABLE[scene.does].asks_for_checklist:
            self._answer(user, when)
            self._rule(user, when)
        perform(scene.does, self._current(), user, inputs, now=when)

    def _answer(self, user: User, when: datetime) -> None:
        """Fill in the whole checklist: what is required and, of the scores, what a good page gets."""
        asked = TransitionContext(self._current(), user, when).sheet
        if asked.version is None:
            return
        data = {}
        for place, item in enumerate(asked.items):
            good = "4" if place % 3 else "5"
            data[f"answer-{item.line.key}"] = good if item.line.kind == LineKind.SCORE else "yes"
            data[f"note-{item.line.key}"] = ""
        checklists.save(self._current(), user, asked.version, data)

    def _dismiss(self, scene: Scene, user: User, when: datetime) -> None:
        passage = fingerprint(alike(scene.whom))
        made = dismissals.dismiss(self._current(), passage, scene.words, user)
        Dismissal.objects.filter(pk=made.pk).update(dismissed_at=when)

    def _name(self, user: User, when: datetime) -> None:
        """Name what is to be checked besides: once, whoever of the reviewers comes first."""
        text = self._current()
        if not text.round.checked or text.pk in self.named:
            return
        self.named.add(text.pk)
        for words, category in NAMED.get(text.article.slug, ()):
            made = marking.mark_in_review(text, Entered(words, category), user)
            MarkedStatement.objects.filter(pk=made.pk).update(made_at=when)

    def _rule(self, user: User, when: datetime) -> None:
        """Hold each statement that is to be checked against its source."""
        self._name(user, when)
        context = TransitionContext(self._current(), user, when)
        ruling, note = DOUBTS.get(self._current().article.slug, (Verdict.Ruling.SUPPORTED, ""))
        for row in context.ledger.rows:
            key = row.statement.key
            given = statements.rule(self._current(), user, context.checked, key, ruling, note)
            Verdict.objects.filter(pk=given.pk).update(given_at=when)

    def _current(self) -> Revision:
        if self.revision is None:
            raise ValueError("A story begins with writing.")
        return self.revision
