"""What search keeps beside the articles. All of it can be made again: `manage.py reindex`."""

from django.db import models
from django.db.models import Q

from articles import languages
from articles.models import Article
from articles.search.index import Index
from articles.text.review_claims import refuse_claims


class SearchEntry(models.Model):
    """What search knows of a published article. Its row comes and goes in the transaction that
    publishes the text or takes it back; topic and address are the article's own, never copied.

    `review_due_on` serves the facet alone: what a result says of its review is the badge, computed.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    language = models.CharField(max_length=10, default=languages.default)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    title_words = models.TextField()
    heading_words = models.TextField()
    text_words = models.TextField()
    has_questions = models.BooleanField()
    review_due_on = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [models.Index(fields=["-review_due_on"], name="entries_by_due_day")]

    def __str__(self) -> str:
        return f"search entry of article {self.pk}"


class SearchWord(models.Model):
    """A word of the published texts, for words half typed and words misspelt."""

    language = models.CharField(max_length=10, default=languages.default)
    word = models.CharField(max_length=40, db_index=True)
    stem = models.CharField(max_length=40, db_index=True)
    ending = models.CharField(max_length=3, db_index=True)
    entries = models.IntegerField(help_text="How many articles have it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language", "word"], name="a_word_is_counted_once_in_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """Terms that readers and writers use for the same thing, in one language."""

    language = models.CharField(max_length=10, choices=languages.choices, default=languages.default)
    terms = models.CharField(
        max_length=300,
        help_text="By comma: “heart attack, myocardial infarction”. Who asks for one finds the others.",
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["terms"]
        constraints = [
            models.CheckConstraint(
                condition=Q(terms__contains=","), name="a_synonym_names_two_terms_at_least"
            )
        ]

    def __str__(self) -> str:
        return self.terms


class Emergency(models.Model):
    """Words of a question that may come from somebody in danger, and what they are told to do first."""

    class Line(models.TextChoices):
        EMERGENCY = "emergency", "The emergency number"
        CRISIS = "crisis", "The emergency number, and a line to talk to somebody"
        POISON = "poison", "The emergency number, and advice on poisons"

    language = models.CharField(max_length=10, choices=languages.choices, default=languages.default)
    terms = models.TextField(
        help_text="By comma: “chest pain, heart attack”. A question that has all words of one of them "
        "begins with the advice."
    )
    advice = models.TextField(help_text="What to do now, in a few short sentences")
    line = models.CharField(max_length=10, choices=Line, default=Line.EMERGENCY)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "emergencies"
        ordering = ["terms"]

    def __str__(self) -> str:
        return self.terms[:80]

    def clean(self) -> None:
        refuse_claims(self, "advice")


ENTRIES = Index(
    table="cms_searchentry",
    key="article_id",
    columns=("title_words", "heading_words", "text_words"),
    lead=2,
)
