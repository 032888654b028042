"""Tells whoever stands above that readers may now see an article otherwise than before.

Called in the transaction of the change: what a listener writes stands or falls with it.
"""

from collections.abc import Callable

Listener = Callable[[int], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have it called with the primary key of each article that changes. Twice is once."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(article_id: int) -> None:
    """Something that readers see of the article has changed: its text, state, review, topic or tags."""
    for listener in _listeners:
        listener(article_id)
