"""What web pages wear around an article, as patterns, each sort with the reason that its lines go.

A pattern matches a whole line as `wording.folded` gives it: lower case, plain quotes, no ornament
and no stop at its ends. It must be sure of the line by itself; what is sure only in company (a lone
"Email", a name below "Written by") is told by `sweeping`.
"""

import re
from dataclasses import dataclass
from typing import Final

from articles.importing.lines.expressions import one_of

SHARE: Final = "share button"
NEWSLETTER: Final = "newsletter sign-up"
COMMENTS: Final = "comment form"
RELATED: Final = "label of links to other articles"
LINK: Final = "link to another page"
NAVIGATION: Final = "navigation of the site"
COOKIES: Final = "cookie notice"
LEGAL: Final = "copyright or legal line of the site"
DATED: Final = "date, reading time or filing line: the site keeps its own"
BYLINE: Final = "byline: people are added to an article by name"
REVIEW: Final = "claim of a review: an import never grants one"
DISCLAIMER: Final = "disclaimer: the managed disclaimers take its place"
SELLER: Final = "call to buy"
FILLER: Final = "filler line"
MEDIA: Final = "credit or caption of a picture or video, which did not come along"
ADVERTISEMENT: Final = "advertisement"
CONTENTS: Final = "label of a table of contents, which is made anew from the headings"
DIVIDER: Final = "dividing line"
AUTHOR_BOX: Final = "author box: people are added to an article by name"
FOOTER: Final = "below the comment form: readers' comments and the foot of the page"

_NETWORK = (
    r"(?:facebook|twitter|linkedin|pinterest|whatsapp|telegram|reddit|tumblr|instagram|youtube|"
    r"tiktok|google\+|stumbleupon|flipboard|snapchat|mastodon|bluesky|viber|vk)"
)
_CHANNEL = rf"(?:{_NETWORK}|x|e-?mail|mail|print|messenger|pocket|copy link|link|sms|threads|rss)"
_OTHERS = (
    r"(?:a friend|your friends|friends|family|and|now|others|social media|opens in new window)"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
    rf"(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? ?\d{{4}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\.?,? \d{{4}}|{_MONTH} \d{{4}}|"
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|"
    r"\d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago)"
    r"(?:,? (?:at )?\d{1,2}[:.]\d{2}(?: ?[ap]\.?m)?(?: (?:gmt|utc|bst|[a-z]{1,2}[sd]t))?)?)"
)
_TEXT = r"(?:articles?|posts?|stor(?:y|ies)|pages?|blogs?|content|guides?|recipes?)"
_DEGREE = r"(?:m\.?d|ph\.?d|r\.?n|r\.?d|ms|msc|mph|d\.?o|np|pa|pharm\.?d|ba|bs|bsc|mbbs)"
_PRICE = r"[$€£] ?\d+(?:[.,]\d{2})?"
_MENU = (
    r"(?:home|about(?: us)?|contact(?: us)?|shop|blog|faq|privacy(?: policy)?|disclaimer|sitemap|"
    r"terms(?: of (?:use|service))?|products|services|cart|login|account)"
)


@dataclass(frozen=True)
class Furniture:
    """Lines of one sort; none of them is longer than `longest` words."""

    reason: str
    longest: int
    expression: re.Pattern[str]


_REVIEWS = Furniture(
    REVIEW,
    40,
    one_of(rf"""
        (?:(?:this|the) {_TEXT} )?(?:(?:was|has been|is) )?(?:medically|clinically) \
            (?:reviewed|checked|verified)\b.*
        (?:scientifically|expertly|professionally) (?:reviewed|verified|fact[- ]?checked)\b.*
        (?:medically|clinically) (?:fact[- ]?checked|approved|vetted)\b.*
        .{{0,60}}\W(?:medically|clinically|scientifically) (?:reviewed|fact[- ]?checked)(?: (?:by|on)\b.*)?
        (?:reviewed|fact[- ]?checked|peer[- ]?reviewed)(?: (?:and|for) \w+)*\
            (?: (?:by|on)\b(?!.*, (?:the|it|this|these|they|which)\b).*|\s?:.*)?
        (?:last|date|next|expert|latest) (?:medically |medical )?review(?:ed)?(?:\W+(?:on|by|date)?\W*.*)?
        (?:medical|clinical|expert|scientific) (?:reviewer|review board|advisor)s?(?:\s?[:,-]\s?.{{1,90}})?
        (?:medical|clinical|expert) review(?: by\b.*)?
        how we (?:review(?:ed)?|fact[- ]?check(?:ed)?)(?: this (?:article|page|content))?
    """),
)
_SHARES = Furniture(
    SHARE,
    14,
    one_of(rf"""
        {_NETWORK}(?: ?[\d.,]+k?)?
        (?:{_CHANNEL}\b[ ,/|·•]*){{2,}}
        share|tweet|pin|print|loading|shares
        (?:click to |please )?(?:share|tweet|pin|print|e-?mail|like) (?:this|it|the)(?: {_TEXT})?
        share {_TEXT}
        (?:click to |please )?(?:share|tweet|pin|e-?mail|print)(?: (?:this|it|the|our))?\
            (?: {_TEXT})?\W+(?:on|via|to|by|with)\b(?:\W*(?:{_CHANNEL}|{_OTHERS})\b)+
        share(?: this)?(?: {_TEXT})?\W+(?:{_CHANNEL}\b[ ,/|·•]*)+
        (?:pin|tweet|share|like) (?:it|this|us)(?: later| now)?
        sharing is caring|spread the (?:word|love)|link copied|copy (?:link|url)
        \d+(?:\.\d)?k? ?shares?
        (?:follow|find|join|connect with|like) us(?: on)?(?: (?:{_CHANNEL}|social media)\b.*)?
    """),
)
_NEWSLETTERS = Furniture(
    NEWSLETTER,
    45,
    one_of(r"""
        (?:.{0,60}\W)?(?:subscribe|sign(?:ing)? ?up|join|opt in)\b.{0,80}\b\
            (?:newsletter|mailing list|inbox)\b.{0,120}
        (?:.{0,60}\W)?(?:subscribe|sign ?up|join)\b.{0,80}\b\
            (?:e-?mail list|subscribers|e-?mail updates)\b.{0,120}
        (?:subscribe|sign ?up)(?: (?:now|today|here|via .*|for (?:free|more|updates)))?
        (?:subscribe|sign ?up) to (?:our|the|my|this) .{1,40}
        (?:the |our |free )*(?:\S+ ){0,3}newsletter(?: sign ?-?up)?
        (?:get|receive|grab|unlock|enjoy) (?:\S+ ){0,3}\
            (?:exclusive|special|latest|best|free|great|weekly) .{0,40}\b\
            (?:offers?|deals?|discounts?|coupons?)\b.{0,80}
        (?:get|save|enjoy|grab) .{0,20}\d+% off\b.{0,60}
        (?:get|receive)\b.{0,80}\b(?:newsletters?|inbox|(?:by|via|your) e-?mail|weekly e-?mails?)\b.{0,60}
        (?:please )?(?:enter )?your (?:best )?e-?mail(?: address)?(?: here)?|e-?mail address
        (?:we|i) (?:hate|respect|will never|won't) (?:spam|your privacy|your inbox|share your e-?mail)\b.*
        no spam\b.*|(?:you can )?unsubscribe (?:at )?any ?time.*|thank you for subscribing.*
        don't miss (?:out|a (?:thing|post|beat|update)|out on (?:our|new|future|the latest) .{1,60})
        .{0,80}\b(?:delivered|straight|right|direct(?:ly)?) (?:to|into) your inbox.{0,60}
    """),
)
_COMMENT_FORMS = Furniture(
    COMMENTS,
    40,
    one_of(r"""
        (?:leave|post|add|write|submit)(?: us)? (?:a|your) (?:reply|comment|response)s?(?: below)?\
            (?: to .{1,80})?(?: cancel reply)?
        cancel reply|(?:post|submit) comment
        your e-?mail (?:address )?will not be (?:published|shared).*|required fields are marked.*
        please (?:enter|type|write) your (?:comment|name|e-?mail|website|reply).*
        you have entered an incorrect e-?mail.*|save my (?:name|e-?mail|info).*|notify me (?:of|by|when) .*
        you must be (?:logged|signed) in.*|log ?in to (?:reply|leave|comment|post).*
        this site uses akismet.*|learn how your comment data.*|comments are closed.*
        (?:no|\d+) (?:comments?|replies|responses|thoughts)(?: yet)?(?: (?:on|to)\b.*)?
        comments?(?: \(?\d+\)?| section| off)?|be the first to (?:comment|reply|review).*
        join the (?:discussion|conversation).*
        (?:what do you think|share your (?:thoughts|experiences?)|tell us|let us know)\b.{0,60}\
            \bcomments?\b.{0,20}
    """),
)
_RELATED_LABELS = Furniture(
    RELATED,
    14,
    one_of(r"""
        (?:related|similar|recommended|suggested|more|other) \
            (?:articles?|posts?|stories|reads?|reading|content|topics?)
        (?:popular|recent|latest|featured|trending|top|our latest|most (?:popular|read|recent)) \
            (?:articles?|posts?|stories|reads?)
        (?:related|similar|popular|recent|latest|featured|other) \
            (?:blogs?|blog posts|guides?|news|links|pages|products?|searches)
        (?:related|more|recommended) (?:articles?|posts?|stories|reading) \
            (?:for you|from .*|by .*|you may like)
        more to explorer?|related|recommended(?: for you)?|(?:what to )?read next|up next|next up
        you (?:may|might) (?:also )?(?:like|enjoy|love|be interested in|want to read)(?: \
            (?:these|this|to)\b.{0,40})?
        (?:keep|continue) (?:reading|exploring)|more (?:from|like this|for you|stories)\b.{0,40}
        explore more\b.{0,30}|discover more|also (?:on|from) .{0,40}|people (?:also )?(?:read|viewed)
        most (?:viewed|shared|popular|read)|reuse this content|explore (?:more )?on these topics
        trending(?: now)?|editor'?s? picks?|don't miss|from (?:the|our) blog
    """),
)
_FILLERS = Furniture(
    FILLER,
    30,
    one_of(rf"""
        (?:related|also read|read also|see also|read more|more|recommended|must read)\
            (?: {_TEXT}| reading)?\s?(?::|>|»|→| - )\s?\S.{{0,140}}
        (?:read next|read this next|you may also like)\s?(?::|>|»|→| - )\s?\S.{{0,140}}
        (?:read|learn|find out|see|view|discover|show|load) (?:more|less|all|full article)(?: \
            (?:here|now|about .{{1,80}}|details))?
        (?:read|learn|see|view|show|load) (?:more|all) (?:information|posts|comments|posts by .{{1,60}})
        continue reading(?: .{{0,80}})?|keep reading|click here(?: (?:to|for) .{{1,60}})?|more info
        read (?:the )?(?:full|entire|whole|original) (?:article|story|post)(?: here)?
        thank(?:s| you) for reading.{{0,60}}
        tap (?:here|to) .{{1,40}}|scroll (?:down|to continue).*
    """),
)
_NAVIGATIONS = Furniture(
    NAVIGATION,
    20,
    one_of(rf"""
        skip to (?:main |primary )?(?:content|navigation|footer|search).*
        (?:(?:toggle|open|close|main|mobile|primary|site) )?(?:menu|navigation|nav|sidebar)
        search(?: for| this site)?|home|blog|shop|about us|contact(?: us)?|log ?in|sign in|log ?out
        register|my account|cart|checkout|continue shopping|your (?:cart|basket|bag) is (?:currently )?empty
        e-?mail protected|[\w.+-]+@[\w.-]+\.\w+
        back to (?:the )?(?:top|home|blog|all .{{1,20}}|articles|list)|(?:go )?to top
        return to (?:home|blog|top).{{0,20}}|page \d+ (?:of|/) \d+|\d+ / \d+|(?:post|page) navigation
        (?:previous|next|prev|older|newer)(?: {_TEXT})?(?:\s?[:»>→←«]\s?.{{0,140}})?
        (?:home|blog|you are here)(?: ?[/>»›→:|\\] ?[^/>»›→|\\]{{1,80}}){{1,6}}
        (?:{_MENU}(?: ?[|/·•] ?| +|$)){{2,}}
    """),
)
_COOKIE_NOTICES = Furniture(
    COOKIES,
    80,
    one_of(r"""
        (?:this|our) (?:site|website) (?:and our partners )?uses? cookies.*
        (?:we|.{1,30} and (?:its|our) partners) (?:and our partners )?uses? cookies.*
        by (?:continuing|using|clicking|visiting|browsing)\b.{0,60}\b(?:cookies|(?:this|our|the) \
            (?:site|website|page))\b.*
        (?:accept|reject|decline)(?: all)?(?: cookies)?
        (?:allow|manage)(?: all| cookies| all cookies| preferences| consent| settings)
        cookie (?:policy|settings|notice|preferences|consent)
        (?:manage|privacy|consent) (?:preferences|settings|choices)|got it
        we (?:value|care about) your privacy.*|do not sell (?:or share )?my (?:personal )?info.*
    """),
)
_LEGAL_LINES = Furniture(
    LEGAL,
    40,
    one_of(r"""
        (?:copyright\b|©).*|.{0,60}\ball rights reserved.*|(?:proudly )?powered by .*|sitemap
        privacy(?: policy)?(?: (?:and|&) terms.*)?|terms (?:of (?:use|service)|(?:and|&) conditions)
    """),
)
_WHEN = (
    r"(?:originally |first |last |date )?(?:posted|published|updated|modified|edited|created|date|on)"
    r"(?: (?:on|at|date|in))?"
)
_BESIDE_A_DATE = rf"(?:by .{{1,60}}|\d+ .{{1,20}}|(?:last )?updated.{{1,30}}|{_DATE})"
_DATELINES = Furniture(
    DATED,
    30,
    one_of(rf"""
        (?:{_WHEN}\s?[:|-]?\s?)?{_DATE}(?:\s?[|·•/,-]\s?{_BESIDE_A_DATE}){{0,4}}(?: by .{{1,60}})?
        {_DATE}\s?[|·•/]\s?.{{1,60}}
        (?:posted|published|filed|updated) (?:on|in|under|at) [\w&/|,-]+(?: [\w&/|,-]+){{0,4}}
        (?:posted|published|updated)\s?:.{{1,60}}
        last (?:updated|modified|edited|revised)\b.{{0,60}}
        (?:about )?\d{{1,3}}[- ]?min(?:ute)?s?\.? read(?:ing)?(?: time)?
        (?:estimated )?read(?:ing)? time\b.{{0,30}}|time to read .{{1,20}}
        \d[\d,.]*k? (?:views?|reads?|likes?|words)
        uncategorized|leave a comment(?: on .{{1,100}})? ?/ ?.{{1,100}}
        (?:tags?|tagged(?: (?:with|as))?|categor(?:y|ies)|filed under|keywords)\s?[:|]\s?.{{1,160}}
    """),
)
_BYLINES = Furniture(
    BYLINE,
    16,
    one_of(rf"""
        (?:written|authored|posted|edited|contributed|story|words|researched)(?: and \w+)? by\b.{{0,90}}
        (?:author|writer|editor|contributor|written|reporter)s?\s?[:|]\s?.{{1,80}}
        by (?:admin|staff|editorial team|the editors?|guest author|.{{1,30}} staff)
        by \S+(?: \S+){{0,4}},? {_DEGREE}\b.{{0,40}}
        by \S+(?: \S+){{0,4}}\s?[|·•,-]\s?(?:updated |published |on )*(?:{_DATE}|\d+ min.*)
    """),
)
_STOCK = r"(?:getty images|shutterstock|istock(?:photo)?|unsplash|pexels|pixabay|adobe stock|canva)"
_CREDITS = Furniture(
    MEDIA,
    25,
    one_of(rf"""
        this (?:image|photo|video|picture) is (?:the )?property of.*|featured image|image|!\[.{{0,200}}
        (?:image|photo|picture|video|featured image)s?(?: (?:source|credits?|courtesy))?(?: \
            (?:by|via|from|of))?\s?[:©]\s?.{{1,120}}
        (?:image|photo|picture|photograph)s? (?:by|via|credit|courtesy)\b.{{1,100}}
        {_STOCK}(?:\W.{{0,60}})?|(?:source|credit)\s?: ?{_STOCK}.{{0,40}}
        (?:youtube )?video(?: player)?|play video|watch (?:the |this )?video.{{0,60}}
        \d{{1,2}}:\d{{2}}(?: ?/ ?\d{{1,2}}:\d{{2}})?
    """),
)
_ADVERTISEMENTS = Furniture(
    ADVERTISEMENT,
    8,
    one_of(r"""
        advertisements?(?: - continue reading below)?|report this ad|ads by .{1,30}
        sponsored(?: (?:content|post|by .{1,40}))?
    """),
)
_CONTENTS_LABELS = Furniture(
    CONTENTS,
    8,
    one_of(r"""
        (?:table of )?contents?(?: \[?(?:hide|show|toggle)\]?)?|toggle(?: table of content.*)?|hide|toc
        (?:in|inside) this (?:article|post|guide|blog(?: post)?|page)|on this page
        jump to(?: a)?(?: section)?|what(?:'s| is) in this (?:article|post|guide)
        quick (?:links|navigation)|(?:page|article) contents
    """),
)
_CALLS_TO_BUY = Furniture(
    SELLER,
    20,
    one_of(r"""
        (?:buy|shop|order|purchase)\b.{0,60}\b(?:now|today|here|online|from us|our store)
        shop (?:all|our) .{1,40}|add to (?:cart|basket|bag)|select options|buy now.{0,40}
        (?:check|see|view) (?:the )?(?:price|on amazon|latest price)|(?:in|out of) stock|sold out
        free shipping\b.{0,40}|limited time (?:only|offer|deal)\b.{0,40}
        (?:get |save )?\d+% off(?: (?:your|all|everything|orders?|with|first|sitewide|today)\b.{0,60})?
        (?:use|enter|with) (?:the )?(?:code|coupon|promo code)\b.{0,60}
    """),
)
# The order decides where two would match: a claim of a review above all.
SORTS: Final = (
    _REVIEWS,
    _SHARES,
    _NEWSLETTERS,
    _COMMENT_FORMS,
    _RELATED_LABELS,
    _FILLERS,
    _NAVIGATIONS,
    _COOKIE_NOTICES,
    _LEGAL_LINES,
    _DATELINES,
    _BYLINES,
    _CREDITS,
    _ADVERTISEMENTS,
    _CONTENTS_LABELS,
    _CALLS_TO_BUY,
)

# Beside a line of the same sort these go too; alone they may be anything.
ALSO_IN_COMPANY: Final = {
    SHARE: one_of(rf"{_CHANNEL}|more|mix|line|buffer|like|save"),
    COMMENTS: one_of(
        r"name|e-?mail|website|message|comment|phone|subject|\d+|submit|reply|post|cancel"
    ),
    NEWSLETTER: one_of(r"name|e-?mail|first name|last name|submit|go|yes|no thanks"),
    SELLER: one_of(rf"(?:from |sale price |regular price )?{_PRICE}(?: ?[-–] ?{_PRICE})?"),
    NAVIGATION: one_of(
        r"about|products?|services|faqs?|resources|reviews|testimonials|wholesale|more"
    ),
}
DIVIDING: Final = one_of(r"(?:[-*_=~•·#+.–—]\s?){3,}|[*_~•·–—]{1,2}|\||<hr ?/?>")
OPENS_COMMENTS: Final = one_of(r"""
    (?:leave|post|add|write) (?:a|your) (?:reply|comment)s?(?: (?!/).{0,100})?
    comments?(?: \(?\d+\)?| section)?
    \d+ (?:comments?|replies|responses?|thoughts?)(?: (?:on|to)\b.*)?
""")
SIGNS_A_COMMENT: Final = one_of(rf".{{1,60}} says|reply(?: to .{{1,40}})?|{_DATE}|report comment")
BARE_DATE: Final = re.compile(_DATE)
BY_SOMEONE: Final = one_of(
    rf"by (?:dr\.? )?[^\W\d][\w.'-]*(?: [^\W\d][\w.'-]*){{0,3}}(?:,? {_DEGREE}\b\.?)*"
)
ROLE: Final = one_of(r"""
    (?:\w+ ){0,2}(?:correspondent|reporter|journalist|columnist|dietitian|nutritionist|herbalist)
    (?:staff|contributing|freelance|senior|health|medical|science) (?:writer|editor|author)|contributor
""")
CALL_TO_SEE: Final = one_of(r"(?P<call>shop|buy|order|try|get|view|see) (?P<what>.{2,60})")
AUTHOR_LABEL: Final = one_of(r"""
    (?:about|meet) (?:the )?(?:author|writer|reviewer)s?
    author(?:'s)? (?:bio(?:graphy)?|box|profile)|author
""")
NAME_FOLLOWS: Final = one_of(r"""
    .*\b(?:reviewed|checked|written|verified|authored|posted|approved|edited) by
    (?:medical|clinical|expert) reviewers?|medically reviewed|author|written
""")


def reason_for(folded: str, words: int) -> str:
    """Why a line is no part of an article, or "" for one that may be."""
    for sort in SORTS:
        if words <= sort.longest and sort.expression.fullmatch(folded):
            return sort.reason
    return ""
