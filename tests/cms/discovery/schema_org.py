"""The part of schema.org that our pages use, written down by hand and compared with schema-dts 2.1.0,
which is generated from the vocabulary. `query-input` is schema.org's notation for an action's input.

`TYPES` names each type's parent; `PROPERTIES`, by the type that a property is defined on, what it may
hold: a type, or a kind of plain value.
"""

from datetime import date, datetime
from typing import Any

TYPES = {
    "AboutPage": "WebPage",
    "Action": "Thing",
    "Answer": "Comment",
    "Article": "CreativeWork",
    "Book": "CreativeWork",
    "BreadcrumbList": "ItemList",
    "CollectionPage": "WebPage",
    "Comment": "CreativeWork",
    "ContactPage": "WebPage",
    "CorrectionComment": "Comment",
    "CreativeWork": "Thing",
    "Credential": "CreativeWork",
    "EducationalOccupationalCredential": "Credential",
    "EntryPoint": "Thing",
    "FAQPage": "WebPage",
    "ItemList": "Thing",
    "ListItem": "Thing",
    "MedicalWebPage": "WebPage",
    "Organization": "Thing",
    "Person": "Thing",
    "ProfilePage": "WebPage",
    "Question": "Comment",
    "ScholarlyArticle": "Article",
    "SearchAction": "Action",
    "WebPage": "CreativeWork",
    "WebSite": "CreativeWork",
}
PROPERTIES: dict[str, dict[str, set[str]]] = {
    "Thing": {
        "description": {"Text"},
        "disambiguatingDescription": {"Text"},
        "identifier": {"Text"},
        "image": {"URL"},
        "mainEntityOfPage": {"CreativeWork"},
        "name": {"Text"},
        "potentialAction": {"SearchAction"},
        "sameAs": {"URL"},
        "url": {"URL"},
    },
    "CreativeWork": {
        "abstract": {"Text"},
        "author": {"Person", "Organization"},
        "citation": {"CreativeWork"},
        "correction": {"CorrectionComment"},
        "creativeWorkStatus": {"Text"},
        "dateModified": {"Date"},
        "datePublished": {"Date"},
        "editor": {"Person"},
        "expires": {"Date"},
        "headline": {"Text"},
        "inLanguage": {"Text"},
        "isAccessibleForFree": {"Boolean"},
        "isPartOf": {"CreativeWork"},
        "keywords": {"Text"},
        "mainEntity": {"Thing"},
        "publisher": {"Organization"},
        "publishingPrinciples": {"URL"},
        "text": {"Text"},
        "version": {"Number"},
    },
    "WebPage": {
        "breadcrumb": {"BreadcrumbList"},
        "lastReviewed": {"Date"},
        "reviewedBy": {"Person", "Organization"},
    },
    "Article": {"articleSection": {"Text"}, "wordCount": {"Number"}},
    "Organization": {
        "correctionsPolicy": {"URL"},
        "ethicsPolicy": {"URL"},
        "publishingPrinciples": {"URL"},
    },
    "Person": {
        "hasCredential": {"EducationalOccupationalCredential"},
        "honorificSuffix": {"Text"},
        "jobTitle": {"Text"},
        "knowsAbout": {"Text"},
    },
    "Credential": {
        "credentialCategory": {"Text"},
        "recognizedBy": {"Organization"},
    },
    "ItemList": {"itemListElement": {"ListItem"}},
    "ListItem": {"item": {"URL"}, "position": {"Number"}},
    "Question": {"acceptedAnswer": {"Answer"}},
    "Action": {"target": {"EntryPoint"}},
    "SearchAction": {"query-input": {"Text"}},
    "EntryPoint": {"urlTemplate": {"Text"}},
}


def faults(graph: dict[str, Any]) -> list[str]:
    """What the vocabulary does not allow, and references to nodes of the page that are not there."""
    named = {node["@id"]: node["@type"] for node in graph["@graph"] if "@id" in node}
    return [fault for node in graph["@graph"] for fault in _faults(node, named)]


def _faults(node: dict[str, Any], named: dict[str, str]) -> list[str]:
    kind = node.get("@type", "")
    if kind not in TYPES:
        return [f"{kind!r} is no type"]
    found = []
    for name, value in node.items():
        if name.startswith("@"):
            continue
        allowed = _allowed(kind, name)
        if not allowed:
            found.append(f"{kind} has no {name}")
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "@type" in each:
                found += _faults(each, named)
            if not any(_is_a(each, one, named) for one in allowed):
                found.append(f"{kind}.{name} is not {each!r}")
    return found


def _line(kind: str) -> list[str]:
    return [kind] if kind == "Thing" else [kind, *_line(TYPES[kind])]


def _allowed(kind: str, name: str) -> set[str]:
    return set().union(*(PROPERTIES.get(each, {}).get(name, set()) for each in _line(kind)))


def _is_a(value: Any, kind: str, named: dict[str, str]) -> bool:
    if isinstance(value, dict):
        own = value.get("@type") or named.get(value.get("@id", ""))
        # the site itself is described on the front page
        return (own is None and "#site" in value.get("@id", "")) or bool(own and kind in _line(own))
    return kind in PLAIN and PLAIN[kind](value)


def _is_date(value: Any) -> bool:
    try:
        date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


PLAIN = {
    "Boolean": lambda value: isinstance(value, bool),
    "Date": _is_date,
    "Number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Text": lambda value: isinstance(value, str) and bool(value),
    "URL": lambda value: isinstance(value, str) and value.startswith(("https://", "http://")),
}
