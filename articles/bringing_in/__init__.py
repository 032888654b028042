"""Files brought in as drafts: the text, where it came from, its doubts, and the works that it cites."""
