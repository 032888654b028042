"""All addresses of the project. The reading site is at the root, and below `/es/` in Spanish; the desks
bring their own."""

from allauth.mfa import urls as factors
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, register_converter

from cms.accounts import orcid
from cms.accounts import views as account
from cms.accounts.access import not_for_guests
from cms.addresses import StoredSlug
from cms.assessing import views as assessing
from cms.discovery import sitemaps
from cms.discovery.feeds import ArticlesFeed, CorrectionsFeed, PersonFeed, TopicFeed
from cms.following import views as following
from cms.i18n import views as words
from cms.identity import views as identity
from cms.readers import urls as letters
from cms.search import views as search
from cms.views import articles, glossary, lists, media, previews, site, site_pages, transparency
from reviews.views import desk

register_converter(StoredSlug, "tag")

reading = [
    path("", lists.home, name="home"),
    path("articles/", lists.articles, name="articles"),
    path("articles/<slug:slug>/", articles.article, name="article"),
    path("articles/<slug:slug>/history/", articles.history, name="article_history"),
    path("articles/<slug:slug>/history/compare/", articles.compare, name="article_comparison"),
    path("articles/<slug:slug>/history/<int:number>/", articles.version, name="article_version"),
    path(
        "articles/<slug:slug>/references.<slug:extension>",
        articles.references,
        name="article_references",
    ),
    path(
        "articles/<slug:slug>/citation.<slug:extension>",
        articles.citation,
        name="article_citation",
    ),
    path("articles/<slug:slug>/card.png", articles.card, name="article_card"),
    path("topics/<slug:slug>/", lists.topic, name="topic"),
    path("topics/<slug:slug>/feed/", TopicFeed(), name="topic_feed"),
    path("topics/<slug:slug>/feed.json", TopicFeed(as_json=True), name="topic_feed_json"),
    path("tags/<tag:slug>/", lists.tag, name="tag"),
    path("people/<slug:slug>/", lists.person, name="person"),
    path("people/<slug:slug>/feed/", PersonFeed(), name="person_feed"),
    path("people/<slug:slug>/feed.json", PersonFeed(as_json=True), name="person_feed_json"),
    path("search/", search.search_page, name="search"),
    path("search/suggest", search.suggest, name="search_suggest"),
    path("about/corrections/feed/", CorrectionsFeed(), name="corrections_feed"),
    path(
        "about/corrections/feed.json", CorrectionsFeed(as_json=True), name="corrections_feed_json"
    ),
    path("about/<slug:page>/", site.about, name="about"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("feed/", ArticlesFeed(), name="feed"),
    path("feed.json", ArticlesFeed(as_json=True), name="feed_json"),
    path("opensearch.xml", site.opensearch, name="opensearch"),
    path("llms.txt", site.llms, name="llms"),
    *letters.reading,
    path("articles/<slug:slug>/follow/", following.follow_article, name="follow_article"),
    path("topics/<slug:slug>/follow/", following.follow_topic, name="follow_topic"),
    path("following/confirm/<str:key>/", following.confirm, name="following_confirm"),
    path("following/stop/<str:key>/", following.stop, name="following_stop"),
]

urlpatterns = [
    *i18n_patterns(*reading, prefix_default_language=False),
    path("start/", site.start, name="start"),
    path("sitemap.xml", sitemaps.index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", sitemaps.one, name="sitemap"),
    path("favicon.ico", site.favicon),
    path("robots.txt", site.robots, name="robots"),
    path(".well-known/security.txt", site.security_txt, name="security_txt"),
    path("media/images/<slug:key>/<str:name>", media.image_file, name="image_file"),
    path("attestations/<int:revision>/", transparency.attestation, name="page_attestation"),
    path("attestations/<int:revision>/<int:number>/", transparency.attestation, name="attestation"),
    path("transparency/heads/", transparency.heads, name="log_heads"),
    path("transparency/keys/", transparency.log_keys, name="log_keys"),
    path("transparency/consistency/", transparency.consistency, name="log_consistency"),
    path("identity/<slug:digest>/<str:part>", identity.identity_file, name="identity_file"),
    path("words/<slug:language>.js", words.catalog, name="words"),
    path("health/pages", site.pages, name="pages"),
    path("metrics", site.metrics, name="metrics"),
    # in the look of the reading site, so they live with it
    path("desk/revisions/<int:pk>/preview/", previews.framed, name="revision_preview"),
    path("desk/revisions/<int:pk>/preview/page/", previews.framed_page, name="preview_page"),
    path("preview/<str:token>/", previews.shared, name="shared_preview"),
    path("", include(letters)),
    path("desk/about/", site_pages.site_pages, name="site_pages"),
    path(
        "desk/about/<slug:page>/<slug:language>/", site_pages.site_page_edit, name="site_page_edit"
    ),
    path("desk/assessment/", assessing.assessment_page, name="assessment"),
    path("desk/assessment/<int:pk>/", assessing.assessment_page, name="article_assessment"),
    path("desk/configuration/", include("cms.configuration.urls")),
    # who lists texts asks where their reviews are too
    path("desk/", desk, name="desk"),
    path("desk/", include("articles.urls")),
    path("reviews/", include("reviews.urls")),
    path("account/language/", account.language, name="account_language"),
    # an administrator gives accounts and their addresses; these pages of allauth change them
    path("account/way-in/<str:token>/", account.way_in, name="way_in"),
    path("account/security/", account.security, name="account_security"),
    path("account/security/sessions/", account.sessions_end, name="sessions_end"),
    path("account/security/passkey/", account.passkey_options, name="passkey_options"),
    # the page above lists them
    path("account/orcid/", orcid.start, name="orcid_login"),
    path("account/orcid/back/", orcid.back, name="orcid_callback"),
    path("account/factors/", account.to_security),
    path("account/factors/webauthn/", account.to_security, name="mfa_list_webauthn"),
    path("account/factors/", include(not_for_guests(factors.urlpatterns))),
    path("account/password/set/", account.without_password, name="account_set_password"),
    path("account/email/", site.closed),
    path("account/confirm-email/", site.closed),
    path("account/confirm-email/<str:key>/", site.closed),
    path("account/login/code/confirm/", site.closed),
    path("account/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "cms.views.errors.bad_request"
handler403 = "cms.views.errors.permission_denied"
handler404 = "cms.views.errors.not_found"
handler500 = "cms.views.errors.server_error"
