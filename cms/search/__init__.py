"""Search over what is published: what is kept for it, what a question means, what it finds."""
