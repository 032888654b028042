"""Who is entitled to what, and the rules of review: changed by acts with guards, each on record."""
