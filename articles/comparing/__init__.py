"""Two texts compared: every change of words, form, order, sources and names, and nothing else."""

from articles.comparing.texts import Comparison, compare, compare_words

__all__ = ["Comparison", "compare", "compare_words"]
