"""Publish so many articles of 1,500 words and ten references; print their addresses."""

import sys

import django

SENTENCE = "In this trial of adults with lasting pain the two groups did not differ at week {}. "


def body_of(number: int, keys: list[str]) -> str:
    """About 1,500 words in six sections, each with its citations."""
    sections = []
    for section in range(6):
        cites = "".join(f'<cite data-ref="{key}"></cite>' for key in keys[section * 2 :][:2])
        text = "".join(SENTENCE.format(number + section * 16 + line) for line in range(16))
        sections.append(f"<h2>Part {section + 1}</h2><p>{text}{cites}</p>")
    return "".join(sections)


def main(count: int) -> None:
    from django.core.cache import cache
    from django.db import transaction

    from reviews.workflow import perform
    from tests import factories

    cache.clear()
    topic, doctor, editor = factories.topic("Pain"), factories.reviewer(), factories.editor()
    writer = factories.writer(name="Mara Lindqvist")
    keys = [f"work{number}" for number in range(10)]
    for number, key in enumerate(keys):
        factories.reference(key, DOI=f"10.1000/{number}", PMID=str(9000 + number))
    for number in range(count):
        with transaction.atomic():
            draft = factories.draft(writer, topic=topic, title=f"Article {number}")
            draft = factories.rewrite(draft, body_of(number, keys))
            draft.article.tags.add(f"tag {number % 50}")
            approved = factories.approved(draft, by=doctor)
            perform("publish", approved, editor)
        print(draft.article.get_absolute_url())


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
