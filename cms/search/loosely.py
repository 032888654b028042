"""What has only some of the words of a question, where nothing has them all."""

from collections import defaultdict
from math import log
from typing import Final

from articles.search.index import Hits
from articles.search.tokenizer import Query
from cms.search.models import ENTRIES, SearchEntry

WEIGHED: Final = 8  # words of a question, beyond which none adds to what it is about


def hits(query: Query) -> Hits:
    """What has any of the words: first what has more of them, of which a rare one counts for more than
    a common one. Of “metformin first tablet” the first says what it is about.
    """
    found = ENTRIES.hits(query.relaxed())
    weight = _weights(query)
    return Hits(tuple(sorted(found.keys, key=lambda key: -weight[key])), found.is_cut)


def _weights(query: Query) -> defaultdict[int, float]:
    """Of each entry, what the words that it has tell: the fewer have one, the more it tells."""
    everything = SearchEntry.objects.count()
    weights: defaultdict[int, float] = defaultdict(float)
    for group in dict.fromkeys(query.wanted[:WEIGHED]):
        asked = Query((group,), query.unwanted)
        having = ENTRIES.keys(asked)
        told = log(1 + everything / max(1, len(having)))
        for key in (*having, *ENTRIES.keys(asked, is_lead=True)):  # once more for what leads
            weights[key] += told
    return weights
