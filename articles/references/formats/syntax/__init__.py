"""The grammars beneath the formats: entries of BibTeX, elements of XML, rows of tables."""
