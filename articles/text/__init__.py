"""A body and what stands in it: the closed vocabulary, its canonical form, places. No database."""
