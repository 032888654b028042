"""A text as lines, and what one line tells by itself: its bullet or number, its casing, its label."""
