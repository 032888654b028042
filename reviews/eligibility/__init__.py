"""Who may review a text, who holds which right, and who sees what."""
