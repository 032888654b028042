"""The pages about people: lists of them, and what is entered there."""
