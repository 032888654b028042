"""Words as the full-text indexes of both databases know them. Knows no model."""
