"""What one field says: names, dates, identifiers in notes, markup, TeX, and the letters of a file."""
