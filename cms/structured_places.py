"""What machines read on the front page, of topics and of people: schema.org graphs."""

from django.conf import settings
from django.urls import reverse

from articles.languages import active
from articles.models import SitePage, Topic
from cms.about import AboutPage
from cms.addresses import absolute
from cms.profiles import Profile
from cms.structured_data import Node, trail
from reviews.models import Credential


def site_graph() -> Node:
    """The site, its search, and who publishes it."""
    search = absolute(reverse("search"))
    site: Node = {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "url": absolute(reverse("home")),
        "name": settings.SITE_NAME,
        "inLanguage": active(),
        "publisher": {"@id": absolute("/#publisher")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    publisher = {
        "@type": "Organization",
        "@id": absolute("/#publisher"),
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "publishingPrinciples": absolute(reverse("about", args=["editorial-process"])),
        "correctionsPolicy": absolute(reverse("about", args=["corrections"])),
        "ethicsPolicy": absolute(reverse("about", args=["advertising"])),
    }
    return {"@context": "https://schema.org", "@graph": [site, publisher]}


def about_graph(page: AboutPage) -> Node:
    """A page about the site: what kind of page, and when its text was last changed."""
    kinds = {SitePage.CONTACT: "ContactPage", SitePage.SITE: "AboutPage"}
    node: Node = {
        "@type": kinds.get(page.name, "WebPage"),
        "@id": page.canonical,
        "url": page.canonical,
        "name": page.title,
        "description": page.standfirst,
        "inLanguage": active(),
        "isPartOf": {"@id": absolute("/#site")},
    }
    if page.record:
        node["datePublished"] = page.record.published_at.isoformat()
        node["dateModified"] = page.record.updated_at.isoformat()
    return {"@context": "https://schema.org", "@graph": [node]}


def topic_graph(topic: Topic) -> Node:
    """The collection of a topic's articles, and its place under those above it."""
    address = absolute(topic.get_absolute_url())
    page = {
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": str(topic),
        "description": topic.shown_introduction,
        "inLanguage": active(),
        "isPartOf": {"@id": absolute("/#site")},
        "breadcrumb": {"@id": f"{address}#breadcrumb"},
    }
    known = {name: value for name, value in page.items() if value}
    line = [(str(each), absolute(each.get_absolute_url())) for each in topic.ancestry()[::-1]]
    return {"@context": "https://schema.org", "@graph": [known, trail(address, line)]}


def profile_graph(profile: Profile) -> Node:
    """The person with the credentials that were checked and hold today."""
    person, address = profile.person, absolute(profile.person.get_absolute_url())
    held = [credential for credential, is_valid in profile.credentials if is_valid]
    node = {
        "@type": "Person",
        "@id": f"{address}#person",
        "url": address,
        "name": person.name,
        "honorificSuffix": person.post_nominals,
        "jobTitle": person.occupation,
        "description": person.biography,
        "sameAs": [f"https://orcid.org/{person.orcid}"] if person.orcid else [],
        "hasCredential": [_credential(each) for each in held],
        "knowsAbout": sorted({each.specialty.name for each in held if each.specialty}),
    }
    page = {
        "@type": "ProfilePage",
        "@id": address,
        "url": address,
        "name": person.titled_name,
        "inLanguage": active(),
        "isPartOf": {"@id": absolute("/#site")},
        "mainEntity": {"@id": f"{address}#person"},
    }
    known = {name: value for name, value in node.items() if value not in ("", [])}
    return {"@context": "https://schema.org", "@graph": [page, known]}


def _credential(credential: Credential) -> Node:
    node: Node = {
        "@type": "EducationalOccupationalCredential",
        "name": credential.title,
        "credentialCategory": credential.kind,
        "recognizedBy": {"@type": "Organization", "name": credential.issuer},
    }
    if credential.number:
        node["identifier"] = credential.number
    if credential.expires_on:
        node["expires"] = credential.expires_on.isoformat()
    return node
