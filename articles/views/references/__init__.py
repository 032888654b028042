"""The library of references: its list, its works, what is brought in, and what becomes of it."""
