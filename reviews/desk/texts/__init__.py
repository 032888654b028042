"""Lists of texts: by what they are narrowed, and what is done to many at once."""
