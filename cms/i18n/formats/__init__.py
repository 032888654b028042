"""How each language says dates."""
