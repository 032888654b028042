"""The table of transitions, and all that a transition asks and does."""
