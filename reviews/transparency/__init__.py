"""The log of the whole site: one append-only tree over every row of evidence, with signed heads."""
